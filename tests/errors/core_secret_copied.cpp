// error: (use of|call to) deleted (function|constructor)
#include <spnn/core/secret.hpp>

spnn::secret<int> second_owner(const spnn::secret<int>& key) {
#ifdef CONTROL
    return key.duplicate();
#else
    return key;
#endif
}
