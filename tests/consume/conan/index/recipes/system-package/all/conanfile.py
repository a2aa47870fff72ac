"""A package of the operating system under the name that the wide world's recipe has: nothing is built or copied, flags
come from pkg-config. For machines without a remote, and for tests."""

from conan import ConanFile
from conan.tools.gnu import PkgConfig


class SystemPackage:
    package_type = "unknown"
    settings = "os", "arch", "compiler", "build_type"
    module = None  # of pkg-config; None: headers in the compiler's own path
    component = None  # the part that has it, where the recipe has parts

    def package_id(self):
        self.info.clear()

    def package_info(self):
        info = self.cpp_info.components[self.component] if self.component else self.cpp_info
        info.bindirs = info.libdirs = info.includedirs = []
        if self.module:
            PkgConfig(self, self.module).fill_cpp_info(info, is_system=True)


class Recipe(ConanFile):
    name = "system-package"
    package_type = "python-require"
