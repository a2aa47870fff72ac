from conan import ConanFile


class Recipe(ConanFile):
    name = "doctest"
    python_requires = "system-package/1.0"
    python_requires_extend = "system-package.SystemPackage"
    module, component = None, None
