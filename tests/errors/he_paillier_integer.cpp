// error: he::paillier: powers of this integer type take time that depends on secrets; accept that with
#include <spnn/he/paillier/paillier.hpp>

#include <boost/multiprecision/cpp_int.hpp>

using integer = boost::multiprecision::cpp_int;
#ifdef CONTROL
using scheme = spnn::he::paillier<integer, spnn::he::arithmetic_vartime<>>;
#else
using scheme = spnn::he::paillier<integer>;
#endif
auto name = scheme::name;
