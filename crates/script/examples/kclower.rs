fn main() {
    let a: Vec<String> = std::env::args().collect();
    let s = std::fs::read_to_string(&a[1]).unwrap();
    let px = a.len() > 3;
    let r = std::thread::Builder::new()
        .stack_size(512 << 20)
        .spawn(move || script::lower(&s, script::Kind::Script, px))
        .unwrap()
        .join()
        .unwrap();
    match r {
        Ok(l) => std::fs::write(&a[2], l.code.unwrap_or_default()).unwrap(),
        Err(e) => println!("{:?}", e),
    }
}
