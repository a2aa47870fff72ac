from conan import ConanFile


class Recipe(ConanFile):
    name = "openmpi"
    python_requires = "system-package/1.0"
    python_requires_extend = "system-package.SystemPackage"
    module, component = "ompi-cxx", None
