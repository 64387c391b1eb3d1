class A extends (class B { #n = 1; static { this.m = 2 } get n() { return this.#n } }) {
  constructor(...a) { super(...a); this.o = super.n ** 2 }
  static async *[`k${1}`]() { yield* [1]; for await (const x of []) await x }
}
