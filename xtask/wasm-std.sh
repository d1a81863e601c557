#!/usr/bin/env bash
# Builds the standard library for wasm32-unknown-unknown from source, for machines that reach a
# Debian mirror but not rustup's own server: from Debian's signed `rust-src` package of exactly this
# compiler's version, compiled once (about half a minute).
#
# usage: wasm-std.sh FOLDER   (the folder in which the compiler looks for the target's libraries)
set -euo pipefail

target=wasm32-unknown-unknown
lib=$1
version=$(rustc -vV | sed -n 's/^release: //p')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A private apt state: the machine's own sources and lists stay as they are.
uri=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
for suite in trixie-backports trixie forky sid; do
  echo "deb [signed-by=$keyring] ${uri:-http://deb.debian.org/debian} $suite main"
done >"$work/sources.list"
apt=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=-
     -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get "${apt[@]}" -q update
(cd "$work" && apt-get "${apt[@]}" -q download "rust-src=$version*")
dpkg-deb --fsys-tarfile "$work"/rust-src_*.deb | tar -x -C "$work" "./usr/src/rustc-$version/library"

(
  cd "$work/usr/src/rustc-$version/library"
  # What the compiler's own bootstrap sets for the standard library.
  export RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=stablestd
  export RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes"
  cargo build --release --target "$target" --target-dir "$work/target" \
    -p sysroot --features panic-unwind,compiler-builtins-mem
)
mkdir -p "$lib"
find "$work/target/$target/release/deps" -name '*.rlib' ! -name 'libsysroot-*' -exec cp {} "$lib/" \;
echo "$target: built from source for rustc $version"
