from conan import ConanFile


class Recipe(ConanFile):
    name = "xtensor"
    python_requires = "system-package/1.0"
    python_requires_extend = "system-package.SystemPackage"
    module, component = "xtensor", None
