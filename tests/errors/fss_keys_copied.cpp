// error: (use of|call to) (deleted|implicitly-deleted|implicitly deleted) (function|constructor|copy constructor)
#include <spnn/fss/comparison.hpp>

spnn::fss::comparison_keys another(spnn::fss::comparison_keys& keys) {
#ifdef CONTROL
    return std::move(keys);
#else
    return keys;
#endif
}
