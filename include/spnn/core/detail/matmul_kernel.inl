// The body of the matrix product, included once per tier inside that tier's namespace and target region;
// core/detail/matmul_tiers.hpp sets narrow_bytes, wide_bytes, tile_rows and tile_vectors before it. No guard, on
// purpose.
//
// c is computed in tiles of a few rows by a few vectors of columns. A tile lives in registers while the inner
// dimension runs; b is packed so that it streams, unless it already does; a is broadcast from where it stands.
// Every element of c adds its products in the order of the inner index, block by block, on every tier: a block's
// products into a sum of their own, then the sums of the blocks. So a tile of too few rows to keep the processor
// busy takes several blocks at a time ("strands"), and gives the same bits.

template <class T, std::size_t Bytes>
struct lanes {
    typedef T vector __attribute__((vector_size(Bytes)));
    typedef T in_memory __attribute__((vector_size(Bytes), aligned(alignof(T)), may_alias));
    static constexpr std::size_t count = Bytes / sizeof(T);
};
template <class T>
struct lanes<T, sizeof(T)> {
    using vector = T;
    using in_memory = T;
    static constexpr std::size_t count = 1;
};

// A vector of sums of products. No constructor: one made by the compiler would not be of this tier.
template <class T, std::size_t Bytes>
struct running_sum {
    using vector = typename lanes<T, Bytes>::vector;
    vector sum;

    void clear() { sum = vector{}; }
    void add_product(T factor, const vector& b) { sum += factor * b; }
    void add_to(vector& total) const { total += sum; }
    void copy_to(vector& total) const { total = sum; }
};

// The elements of a vector that begins at column `first` and of which the columns below `width` are in use, from and to
// places `column` apart. Not inlined: tiles at the edge of c alone need them.
template <class T, std::size_t Bytes>
[[gnu::noinline]] void load_some(const T* from, std::size_t column, std::size_t width, std::size_t first,
                                 typename lanes<T, Bytes>::vector& x) {
    T beside[lanes<T, Bytes>::count] = {};
    for (std::size_t j = 0; j < lanes<T, Bytes>::count && first + j < width; ++j) beside[j] = from[j * column];
    __builtin_memcpy(&x, beside, sizeof beside);
}
template <class T, std::size_t Bytes>
[[gnu::noinline]] void store_some(const typename lanes<T, Bytes>::vector& x, T* to, std::size_t column,
                                  std::size_t width, std::size_t first) {
    T beside[lanes<T, Bytes>::count];
    __builtin_memcpy(beside, &x, sizeof beside);
    for (std::size_t j = 0; j < lanes<T, Bytes>::count && first + j < width; ++j) to[j * column] = beside[j];
}

// Rows of c by Vectors vectors of its columns, `width` of them in use, from rows of b that stand b_row apart:
// Strands blocks of `inner` rows.
template <class T, std::size_t Bytes, std::size_t Rows, std::size_t Vectors, std::size_t Strands>
inline void tile(const strided<const T> a, const T* b, std::size_t b_row, std::size_t inner, const strided<T> c,
                 std::size_t width, bool accumulate) {
    using vector = typename lanes<T, Bytes>::vector;
    using in_memory = typename lanes<T, Bytes>::in_memory;
    constexpr std::size_t n = lanes<T, Bytes>::count;
    running_sum<T, Bytes> sums[Strands][Rows][Vectors];
#pragma GCC unroll 4
    for (std::size_t s = 0; s < Strands; ++s)
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Vectors; ++v) sums[s][i][v].clear();
    for (std::size_t p = 0; p < inner; ++p) {
#pragma GCC unroll 4
        for (std::size_t s = 0; s < Strands; ++s) {
            const std::size_t at = s * inner + p;
            vector of_b[Vectors];
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Vectors; ++v)
                of_b[v] = *reinterpret_cast<const in_memory*>(b + at * b_row + v * n);
#pragma GCC unroll 16
            for (std::size_t i = 0; i < Rows; ++i) {
                const T factor = a.data[i * a.row + at * a.column];
#pragma GCC unroll 4
                for (std::size_t v = 0; v < Vectors; ++v) sums[s][i][v].add_product(factor, of_b[v]);
            }
        }
    }
    const bool whole = c.column == 1 && width == n * Vectors;
#pragma GCC unroll 16
    for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
        for (std::size_t v = 0; v < Vectors; ++v) {
            T* const to = c.data + i * c.row + v * n * c.column;
            vector total;
            if (!accumulate) {
                sums[0][i][v].copy_to(total);
            } else {
                if (whole)
                    total = *reinterpret_cast<const in_memory*>(to);
                else
                    load_some<T, Bytes>(to, c.column, width, v * n, total);
                sums[0][i][v].add_to(total);
            }
#pragma GCC unroll 4
            for (std::size_t s = 1; s < Strands; ++s) sums[s][i][v].add_to(total);
            if (whole)
                *reinterpret_cast<in_memory*>(to) = total;
            else
                store_some<T, Bytes>(total, to, c.column, width, v * n);
        }
}

// The tile for a number of rows that is a power of two, at most Rows.
template <class T, std::size_t Bytes, std::size_t Rows, std::size_t Vectors, std::size_t Strands>
inline void tile_of(std::size_t rows, const strided<const T> a, const T* b, std::size_t b_row, std::size_t inner,
                    const strided<T> c, std::size_t width, bool accumulate) {
    if constexpr (Rows > 1)
        if (rows < Rows)
            return tile_of<T, Bytes, Rows / 2, Vectors, Strands>(rows, a, b, b_row, inner, c, width, accumulate);
    tile<T, Bytes, Rows, Vectors, Strands>(a, b, b_row, inner, c, width, accumulate);
}

// `count` rows of b from `first` on, the columns [from, from + used), packed row after row into rows of `width`. What
// fills a row up has no meaning: it is a neighbour in b where there is one.
template <std::size_t width, class T>
inline void pack(const product_of<T>& p, std::size_t first, std::size_t count, std::size_t from, std::size_t used,
                 T* panel) {
    const T* source = p.b.data + first * p.b.row + from * p.b.column;
    if (p.b.column == 1) {
        const T* const end = p.b.data + (p.k - 1) * p.b.row + p.n;
        for (std::size_t i = 0; i < count; ++i, source += p.b.row, panel += width)
            if (static_cast<std::size_t>(end - source) >= width)
                __builtin_memcpy(panel, source, width * sizeof(T));
            else
                for (std::size_t j = 0; j < width; ++j) panel[j] = j < used ? source[j] : T{};
    } else {
        for (std::size_t j = 0; j < width; ++j)
            for (std::size_t i = 0; i < count; ++i)
                panel[i * width + j] = j < used ? source[i * p.b.row + j * p.b.column] : T{};
    }
}

// Rows [i, last) and columns [from, to) of c.
template <class T, std::size_t Bytes, std::size_t Rows, std::size_t Vectors, std::size_t Strands>
inline void sweep(const product_of<T>& p, std::size_t i, std::size_t last, std::size_t from, std::size_t to) {
    constexpr std::size_t width = Vectors * lanes<T, Bytes>::count;
    constexpr std::size_t columns_at_once = panel_elements<T> / (inner_block * Strands) / width * width;
    for (; from < to; from += columns_at_once) {
        const std::size_t end = to - from < columns_at_once ? to : from + columns_at_once;
        for (std::size_t first = 0; first < p.k;) {
            const bool stranded = Strands > 1 && p.k - first >= Strands * inner_block;
            const std::size_t inner = p.k - first < inner_block ? p.k - first : inner_block;
            const std::size_t count = stranded ? Strands * inner : inner;
            // A single panel whose rows follow each other, or one that is read once, is as good as packed.
            const bool streams = p.b.column == 1 && (end - from) % width == 0 && (p.b.row == width || last - i <= Rows);
            if (!streams)
                for (std::size_t j = from; j < end; j += width)
                    pack<width>(p, first, count, j, end - j < width ? end - j : width, p.panel + (j - from) * count);
            std::size_t rows = Rows;
            for (std::size_t at = i; at < last; at += rows) {
                while (rows > last - at) rows /= 2;
                const strided<const T> a{p.a.data + at * p.a.row + first * p.a.column, p.a.row, p.a.column};
                for (std::size_t j = from; j < end; j += width) {
                    const T* const b = streams ? p.b.data + first * p.b.row + j : p.panel + (j - from) * count;
                    const std::size_t b_row = streams ? p.b.row : width, used = end - j < width ? end - j : width;
                    const strided<T> c{p.c.data + at * p.c.row + j * p.c.column, p.c.row, p.c.column};
                    if (stranded)
                        tile<T, Bytes, Rows, Vectors, Strands>(a, b, b_row, inner, c, used, first > 0);
                    else
                        tile_of<T, Bytes, Rows, Vectors, 1>(rows, a, b, b_row, inner, c, used, first > 0);
                }
            }
            first += count;
        }
    }
}

// Columns [from, to) of c, no more than one vector holds. The rows that do not fill a tile come last, several blocks
// of the inner dimension at a time where there are as many.
template <class T, std::size_t Bytes>
inline void narrow(const product_of<T>& p, std::size_t from, std::size_t to) {
    constexpr std::size_t rows = tile_rows<T>;
    if (p.k < 2 * inner_block) return sweep<T, Bytes, rows, 1, 1>(p, 0, p.m, from, to);
    const std::size_t left = p.m % rows;
    std::size_t i = p.m - left;
    if (i > 0) sweep<T, Bytes, rows, 1, 1>(p, 0, i, from, to);
    if constexpr (rows > 4)
        if (left & 4) sweep<T, Bytes, 4, 1, 2>(p, i, i + 4, from, to), i += 4;
    if (left & 2) sweep<T, Bytes, 2, 1, 4>(p, i, i + 2, from, to), i += 2;
    if (left & 1) sweep<T, Bytes, 1, 1, 4>(p, i, i + 1, from, to);
}

// The product, with the columns of c in the vectors.
template <class T>
inline void multiply_as_is(const product_of<T>& p) {
    constexpr std::size_t one = lanes<T, wide_bytes<T>>::count, width = tile_vectors<T> * one;
    const std::size_t rest = p.n % width, wide = rest <= one ? p.n - rest : p.n;
    if (wide > 0) sweep<T, wide_bytes<T>, tile_rows<T>, tile_vectors<T>, 1>(p, 0, p.m, 0, wide);
    if (wide == p.n) return;
    if (p.n - wide <= lanes<T, narrow_bytes<T>>::count)
        narrow<T, narrow_bytes<T>>(p, wide, p.n);
    else
        narrow<T, wide_bytes<T>>(p, wide, p.n);
}

// The whole product.
template <class T>
inline void multiply(const product_of<T>& p) {
    constexpr std::size_t one = lanes<T, wide_bytes<T>>::count;
    // A few columns leave vectors half empty; where more rows stand side by side, they may be the columns.
    if (p.a.row == 1 && p.n < one && p.k >= 64 && p.m > p.n * ((p.m + one - 1) / one))
        return multiply_as_is<T>(p.transposed());
    multiply_as_is<T>(p);
}
