// error: (no match for .operator<<.|invalid operands to binary expression).*secret<int>
#include <spnn/core/secret.hpp>

#include <iostream>

void print(const spnn::secret<int>& key) {
#ifdef CONTROL
    std::cout << key.declassify();
#else
    std::cout << key;
#endif
}
