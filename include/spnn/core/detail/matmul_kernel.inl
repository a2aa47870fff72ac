// The body of the matrix product, included once per tier inside that tier's namespace and target region;
// core/detail/matmul_tiers.hpp sets vector_bytes, tile_rows and tile_vectors around it. No guard on purpose.
//
// c is computed in tiles of tile_rows rows by a few vectors of columns. A tile lives in registers while the
// inner dimension runs; b is packed so that it streams; a is broadcast from where it stands. Every element of
// c adds its products in the order of the inner index, block by block, on every tier.

template <class T>
struct lanes {
    typedef T vector __attribute__((vector_size(vector_bytes)));
    static constexpr std::size_t count = vector_bytes / sizeof(T);
};

template <class T, std::size_t Rows, std::size_t Vectors>
inline void tile(const strided<const T> a, const T* panel, std::size_t inner, T* c, std::size_t c_row,
                 std::size_t width, bool accumulate) {
    using vector = typename lanes<T>::vector;
    constexpr std::size_t n = lanes<T>::count;
    vector sum[Rows][Vectors];
#pragma GCC unroll 16
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v) sum[i][v] = vector{};
    for (std::size_t p = 0; p < inner; ++p) {
        vector b[Vectors];
        __builtin_memcpy(b, panel + p * n * Vectors, sizeof b);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Rows; ++i) {
            const T factor = a.data[i * a.row + p * a.column];
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Vectors; ++v) sum[i][v] += factor * b[v];
        }
    }
    for (std::size_t i = 0; i < Rows; ++i) {
        T out[n * Vectors];
        __builtin_memcpy(out, sum[i], sizeof out);
        T* to = c + i * c_row;
        if (accumulate)
            for (std::size_t j = 0; j < width; ++j) to[j] += out[j];
        else
            for (std::size_t j = 0; j < width; ++j) to[j] = out[j];
    }
}

// Columns [from, from + Vectors * lanes) of b, rows [first, first + inner), packed row after row, zero-padded.
template <class T, std::size_t Vectors>
inline void pack(const strided<const T> b, std::size_t first, std::size_t inner, std::size_t from, std::size_t n,
                 T* panel) {
    constexpr std::size_t width = Vectors * lanes<T>::count;
    const std::size_t used = n - from < width ? n - from : width;
    for (std::size_t p = 0; p < inner; ++p, panel += width) {
        const T* source = b.data + (first + p) * b.row + from * b.column;
        for (std::size_t j = 0; j < used; ++j) panel[j] = source[j * b.column];
        for (std::size_t j = used; j < width; ++j) panel[j] = T{};
    }
}

template <class T, std::size_t Vectors>
inline void panels(std::size_t m, std::size_t n, std::size_t k, const strided<const T> a, const strided<const T> b,
                   T* c, T* panel) {
    constexpr std::size_t width = Vectors * lanes<T>::count;
    for (std::size_t first = 0; first < k; first += inner_block) {
        const std::size_t inner = k - first < inner_block ? k - first : inner_block;
        for (std::size_t from = 0; from < n; from += width) {
            pack<T, Vectors>(b, first, inner, from, n, panel);
            const std::size_t used = n - from < width ? n - from : width;
            std::size_t i = 0;
            const auto part = [&](std::size_t at) {
                return strided<const T>{a.data + at * a.row + first * a.column, a.row, a.column};
            };
            for (; i + tile_rows <= m; i += tile_rows)
                tile<T, tile_rows, Vectors>(part(i), panel, inner, c + i * n + from, n, used, first > 0);
            for (; i < m; ++i) tile<T, 1, Vectors>(part(i), panel, inner, c + i * n + from, n, used, first > 0);
        }
    }
}

// c (m x n, row-major) = a (m x k) * b (k x n). `panel` holds at least panel_elements<T> elements.
template <class T>
void multiply(std::size_t m, std::size_t n, std::size_t k, strided<const T> a, strided<const T> b, T* c, T* panel) {
    if (n <= lanes<T>::count)
        panels<T, 1>(m, n, k, a, b, c, panel);
    else
        panels<T, tile_vectors>(m, n, k, a, b, c, panel);
}
