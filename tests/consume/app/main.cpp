#include <spnn/spnn.hpp>

#ifdef WITH_GZIP
#include <spnn/data/gzip.hpp>
#endif

#include <cstdio>

int main() {
    auto x = spnn::zeros<float>(2, 3);
    std::printf("spnn %s, a matrix of %s\n", std::string(spnn::version).c_str(), spnn::shape_text(x).c_str());
    return spnn::columns(x) == 3 ? 0 : 1;
}
