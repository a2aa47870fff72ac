from conan import ConanFile


class Recipe(ConanFile):
    name = "grpc"
    python_requires = "system-package/1.0"
    python_requires_extend = "system-package.SystemPackage"
    module, component = "grpc++", "grpc++"
