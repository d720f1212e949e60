"""Packs the browser plugin for Chrome, Edge and Firefox. See scripts/package-plugin."""

import argparse
import hashlib
import io
import json
import pathlib
import struct
import subprocess
import zipfile
from xml.sax.saxutils import quoteattr

SOURCE = pathlib.Path("samples/browser-plugin")
PROVIDERS = pathlib.Path("Sources/ShippedData/data/providers.json")
NOT_PACKED = {"README.md", "package.json"}
FIREFOX_ID = "gnomon-sensor@gnomon.example"
# Before this version an extension's event page could not be a module that is kept between events.
FIREFOX_LEAST = "128.0"


def manifest_for(browser: str, source: dict, restricted: bool, collector: str | None, update_url: str | None) -> dict:
    """The manifest of one build. The development key goes: the id of a packed plugin comes from its signature."""
    manifest = {name: value for name, value in source.items() if name != "key"}
    if restricted:
        manifest["host_permissions"] = provider_patterns() + ([f"{collector}/*"] if collector else [])
    if browser == "firefox":
        del manifest["minimum_chrome_version"], manifest["storage"]
        manifest["background"] = {"scripts": ["worker.js"], "type": "module"}
        manifest["permissions"] = [name for name in manifest["permissions"] if not name.startswith("identity")]
        manifest["browser_specific_settings"] = {"gecko": {"id": FIREFOX_ID, "strict_min_version": FIREFOX_LEAST}}
    elif browser == "chrome" and update_url:
        manifest["update_url"] = update_url
    return manifest


def provider_patterns() -> list[str]:
    """Match patterns of the catalogue's authorization hosts. A `*` inside a host widens to the domain behind it."""
    hosts = set()
    for provider in json.loads(PROVIDERS.read_text())["providers"]:
        for endpoint in provider["authorize"]:
            labels = endpoint["host"].split(".")
            stars = [index for index, label in enumerate(labels) if "*" in label]
            kept = labels[stars[-1] + 1 :] if stars else labels
            # A pattern that left no domain of its own would ask for a whole top level.
            if len(kept) >= 2:
                hosts.add(("*." if stars else "") + ".".join(kept))
    return [f"https://{host}/*" for host in sorted(hosts)]


def without_comments(text: str) -> str:
    """A script without the lines that are comments: they are a third of the size, and read in the source.

    The plugin's scripts have no line inside a text that begins like a comment.
    """
    kept, in_block = [], False
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare.startswith("/**"):
            in_block = True
        if not in_block and not bare.startswith("//"):
            kept.append(line)
        if in_block and bare.endswith("*/"):
            in_block = False
    return "".join(kept)


def packed(manifest: dict) -> bytes:
    """A zip with the files in order, one fixed date and no owner."""
    files = {
        str(path.relative_to(SOURCE)): contents(path)
        for path in SOURCE.rglob("*")
        if path.is_file() and path.name not in NOT_PACKED
    }
    files["manifest.json"] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return body.getvalue()


def contents(path: pathlib.Path) -> bytes:
    return without_comments(path.read_text()).encode() if path.suffix == ".js" else path.read_bytes()


def field(number: int, value: bytes) -> bytes:
    """One length-delimited field of a protocol buffer."""
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def openssl(*arguments: str, data: bytes | None = None) -> bytes:
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def signed(archive: bytes, key: str) -> tuple[bytes, str]:
    """A .crx of version 3 (Chromium, components/crx_file/crx3.proto) and the extension's id."""
    public = openssl("pkey", "-in", key, "-pubout", "-outform", "DER")
    digest = hashlib.sha256(public).digest()[:16]
    signed_data = field(1, digest)
    covered = b"CRX3 SignedData\0" + struct.pack("<I", len(signed_data)) + signed_data + archive
    proof = field(1, public) + field(2, openssl("dgst", "-sha256", "-sign", key, data=covered))
    header = field(2, proof) + field(10000, signed_data)
    extension_id = "".join(chr(ord("a") + int(digit, 16)) for digit in digest.hex())
    return b"Cr24" + struct.pack("<II", 3, len(header)) + header + archive, extension_id


def update_manifest(extension_id: str, codebase: str, version: str) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>\n"
        f"  <app appid={quoteattr(extension_id)}>\n"
        f"    <updatecheck codebase={quoteattr(codebase)} version={quoteattr(version)}/>\n"
        "  </app>\n</gupdate>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/package-plugin")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("var/plugin"))
    parser.add_argument("--key")
    parser.add_argument("--update-url")
    parser.add_argument("--restricted", action="store_true")
    parser.add_argument("--collector")
    arguments = parser.parse_args()
    if bool(arguments.key) != bool(arguments.update_url):
        parser.error("--key and --update-url belong together")
    if arguments.restricted and not arguments.collector:
        parser.error("--restricted needs --collector, or the plugin could not post its reports")

    source = json.loads((SOURCE / "manifest.json").read_text())
    name = f"gnomon-sensor-{source['version']}" + ("-restricted" if arguments.restricted else "")
    options = (source, arguments.restricted, arguments.collector, arguments.update_url)
    out = {
        f"{name}-chrome.zip": packed(manifest_for("chrome", *options)),
        f"{name}-edge.zip": packed(manifest_for("edge", *options)),
        f"{name}-firefox.xpi": packed(manifest_for("firefox", *options)),
    }
    if arguments.key:
        crx, extension_id = signed(out[f"{name}-chrome.zip"], arguments.key)
        codebase = arguments.update_url.rsplit("/", 1)[0] + f"/{name}.crx"
        out[f"{name}.crx"] = crx
        out["updates.xml"] = update_manifest(extension_id, codebase, source["version"]).encode()
        print(f"extension id: {extension_id}")
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {file}\n" for file, body in sorted(out.items()))
    out["SHA256SUMS"] = sums.encode()

    arguments.out.mkdir(parents=True, exist_ok=True)
    for file, body in out.items():
        (arguments.out / file).write_bytes(body)
        print(f"{len(body):8} {arguments.out / file}")


if __name__ == "__main__":
    main()
