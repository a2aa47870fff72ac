"""The Conan 2 recipe of spnn, a header-only library: `conan create .`, then require spnn/<version>.

Targets are those of the CMake package: spnn::spnn, and spnn::<component> for each option with_<component> that is on.
"""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy
from conan.tools.layout import basic_layout

# component: the package it needs beside the core, and what of it
COMPONENTS = {
    "gzip": [("zlib/[>=1.2.11 <2]", "zlib::zlib")],
    "npz": [("libzip/[>=1.7 <2]", "libzip::libzip")],
    "blas": [("openblas/[>=0.3 <0.4]", "openblas::openblas")],
    "tcp": [],
    "tls": [("openssl/[>=3 <4]", "openssl::ssl")],
    "grpc": [("grpc/[>=1.50 <2]", "grpc::grpc++"), ("openssl/[>=3 <4]", "openssl::ssl")],
    "mpi": [("openmpi/[>=4.1 <6]", "openmpi::openmpi")],
    "psi": [("libsodium/[>=1.0.18 <2]", "libsodium::libsodium")],
    "testing": [("doctest/[>=2.4 <3]", "doctest::doctest")],
}


class SpnnRecipe(ConanFile):
    name = "spnn"
    description = "Neural networks over data that several parties keep to themselves"
    license = "Apache-2.0"
    topics = ("privacy", "secure-computation", "split-learning", "homomorphic-encryption", "secret-sharing", "neural-network")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {f"with_{component}": [True, False] for component in COMPONENTS}
    default_options = {
        **{f"with_{component}": component == "tcp" for component in COMPONENTS},
        "boost/*:header_only": True,
    }
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True

    def set_version(self):
        header = Path(self.recipe_folder, "include", "spnn", "version.hpp").read_text(encoding="utf-8")
        parts = (re.search(rf"SPNN_VERSION_{part} (\d+)", header).group(1) for part in ("MAJOR", "MINOR", "PATCH"))
        self.version = ".".join(parts)

    def layout(self):
        basic_layout(self)

    def _components(self):
        return [c for c in COMPONENTS if self.options.get_safe(f"with_{c}")]

    def requirements(self):
        needed = {"boost/[>=1.74 <2]", "xtensor/[>=0.24 <0.28]", "gmp/[>=6.2 <7]"}
        for component in self._components():
            needed.update(package for package, _ in COMPONENTS[component])
        for package in sorted(needed):
            self.requires(package, transitive_headers=True, transitive_libs=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder, "licenses"))
        copy(self, "*", Path(self.source_folder, "include"), Path(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "spnn")
        self.cpp_info.set_property("cmake_config_version_compat", "SameMinorVersion")
        self.cpp_info.set_property("cmake_target_name", "spnn::all")  # the core and every component that is on
        self._component("core", "spnn", "spnn", ["boost::headers", "xtensor::xtensor", "gmp::gmp"])
        for component in self._components():
            links = [target for _, target in COMPONENTS[component]]
            self._component(component, component, f"spnn-{component}", ["core", *links])

    def _component(self, name, target, pkg_config, requires):
        info = self.cpp_info.components[name]
        info.set_property("cmake_target_name", f"spnn::{target}")
        info.set_property("pkg_config_name", pkg_config)
        info.requires = requires
        info.bindirs = info.libdirs = []
        info.includedirs = ["include"] if name == "core" else []
        if name == "core" and self.settings.os in ("Linux", "FreeBSD"):
            info.system_libs = ["pthread", "m"]
