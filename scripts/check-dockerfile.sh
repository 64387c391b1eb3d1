#!/usr/bin/env bash
# Builds Dockerfile.build without Docker and compares its zip with that of scripts/package.sh.
#
# No registry of images is asked: the base image is made here, of Debian 12 and this machine's
# Rust, in the places where the official image has them. Takes about three minutes, and 2 GB in
# target/dockerfile.
set -euo pipefail

if (($#)); then
  echo "usage: scripts/check-dockerfile.sh    (as root, on Debian 12)"
  [[ $* == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prerequisites.sh
source "$here/prerequisites.sh"
cd "$root"
work=$root/target/dockerfile
zip=html2pdf-lambda-x86_64.zip
base=$(sed -n 's/^FROM .*\(rust:[^ ]*\).*/\1/p' Dockerfile.build)
release=$(version_of rustc || true)

main() {
  [[ $EUID == 0 ]] || problem "Only root may make a Debian system: start this as root."
  need_rust
  [[ $base == "rust:$release-bookworm" ]] || problem "Dockerfile.build wants $base, and this machine has Rust $release."
  need_linker
  need_engine
  need buildah debootstrap readelf:binutils python3
  need_room "$work" 2500
  check
  mkdir -p "$work"

  images exists "$base" 2>/dev/null || make_base_image
  rm -rf "$work/out"
  echo "building Dockerfile.build: about five minutes on two processors"
  build_args
  buildah_ build "${args[@]}" --file Dockerfile.build --output "$work/out" .
  bash scripts/package.sh

  sha256sum "$work/out/$zip" "dist/$zip"
  if cmp "$work/out/$zip" "dist/$zip"; then
    echo "1 passed, 0 failed"
  else
    echo "0 passed, 1 failed"
    exit 1
  fi
}

# Images of our own, apart from the machine's.
buildah_() {
  local command=$1
  shift
  buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$command" "$@"
}
images() { [[ -n $(buildah_ images --quiet "$2") ]]; }

make_base_image() {
  local system container sysroot
  echo "making $base"
  system=$(mktemp --directory) # not in $work: debootstrap cannot work under a path with a blank
  sysroot=$(rustc --print sysroot)
  debootstrap --variant=minbase --include=ca-certificates,gcc,libc6-dev bookworm "$system" >"$work/debootstrap.log"
  debian_sources >"$system/etc/apt/sources.list"
  mkdir -p "$system/usr/local/cargo/bin" "$system/usr/local/rustup/toolchains/$release"
  tar -C "$sysroot" --exclude=share/doc/rust/html --exclude=lib/rustlib/src -c . |
    tar -C "$system/usr/local/rustup/toolchains/$release" -x --no-same-owner
  ln -s "/usr/local/rustup/toolchains/$release/bin/"{cargo,rustc} "$system/usr/local/cargo/bin/"

  container=$(buildah_ from scratch)
  buildah_ add --quiet "$container" "$system" / >/dev/null
  buildah_ config --env CARGO_HOME=/usr/local/cargo \
    --env PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  # As current as an image from a registry, so that installing a package upgrades no other.
  buildah_ run --isolation chroot "$container" -- sh -c \
    'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get upgrade -qq' >"$work/upgrade.log"
  buildah_ commit --quiet --rm "$container" "$base" >/dev/null
  rm -rf "$system"
}

# This machine's mirrors, whichever way they are written down here.
debian_sources() {
  # shellcheck disable=SC2016  # apt expands these
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(CREATED_BY) $(COMPONENT)' |
    awk '$2 ~ /^bookworm(-updates|-security)?$/ && $3 == "Packages" && $4 == "main" { print "deb", $1, $2, "main" }' | sort -u
}

# Leaves in $args what lets the package clients inside reach what they reach outside: proxies,
# certificates and mirrors are this machine's affair and stand in no file of ours.
build_args() {
  local name file
  args=(--isolation chroot --layers=false --pull-never --quiet)
  for name in {http,https,no}_proxy {HTTP,HTTPS,NO}_PROXY PIP_{CERT,INDEX_URL,EXTRA_INDEX_URL,TRUSTED_HOST} \
    SSL_CERT_{FILE,DIR} CURL_CA_BUNDLE REQUESTS_CA_BUNDLE CARGO_HTTP_CAINFO; do
    [[ -z ${!name:-} ]] || args+=(--env "$name=${!name}")
  done
  args+=(--volume /etc/ssl/certs:/etc/ssl/certs:ro)
  for file in /etc/pip.conf "${XDG_CONFIG_HOME:-$HOME/.config}/pip/pip.conf"; do
    [[ ! -e $file ]] || args+=(--volume "$file:/etc/pip.conf:ro")
  done
  for file in "${CARGO_HOME:-$HOME/.cargo}"/config{,.toml}; do
    [[ ! -e $file ]] || args+=(--volume "$file:/usr/local/cargo/${file##*/}:ro")
  done
}

main
