"""What made a measurement: the library's version, the compiler and its flags, the processor."""

import pathlib
import platform
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def version():
    text = (ROOT / "include" / "spnn" / "version.hpp").read_text(encoding="utf-8")
    return ".".join(re.search(rf"#define SPNN_VERSION_{part} (\d+)", text)[1] for part in ("MAJOR", "MINOR", "PATCH"))


def cached(build, name):
    """A value from CMake's cache, or an empty text."""
    path = build / "CMakeCache.txt"
    found = re.search(rf"^{name}:\w+=(.*)$", path.read_text(encoding="utf-8"), re.M) if path.is_file() else None
    return found[1] if found else ""


def compiler(build):
    """The first line the compiler says of itself, without a folder."""
    program = cached(build, "CMAKE_CXX_COMPILER")
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60).stdout
    except (OSError, ValueError):
        said = ""
    return re.sub(r"\S*/", "", said.splitlines()[0]) if said else "unknown"


def described(pattern):
    """What /proc/cpuinfo says first under a name, or an empty text."""
    try:
        found = re.search(pattern, pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    except OSError:
        found = None
    return found[1] if found else ""


def processor():
    """The processor's name."""
    return described(r"^model name\s*:\s*(.*)$") or platform.machine()


def instruction_sets():
    """Those of the processor that the library has kernels for."""
    has = described(r"^flags\s*:\s*(.*)$").split()
    known = ("aes", "avx2", "fma", "avx512f", "avx512dq", "vaes", "avx512ifma", "avx512vbmi", "avx512_vnni")
    return [name for name in known if name in has]
