from conan import ConanFile


class Recipe(ConanFile):
    name = "boost"
    python_requires = "system-package/1.0"
    python_requires_extend = "system-package.SystemPackage"
    options = {"header_only": [True, False]}
    default_options = {"header_only": True}
    module, component = None, "headers"
