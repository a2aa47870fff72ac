// error: secret<T>: T must be trivially copyable, so that it can be wiped
#include <spnn/core/secret.hpp>

#include <array>
#include <string>

#ifdef CONTROL
using value = std::array<char, 16>;
#else
using value = std::string;
#endif
spnn::secret<value> password;
