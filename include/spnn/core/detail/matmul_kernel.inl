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

// Rows of c by Vectors vectors of its columns, `width` of them in use, from rows of b that stand b_row apart:
// Strands blocks of `inner` rows. A tile at the edge of c is made beside it, so that its sums have one way out.
template <class T, std::size_t Bytes, std::size_t Rows, std::size_t Vectors, std::size_t Strands>
void tile(const strided<const T>& a, const T* b, std::size_t b_row, std::size_t inner, const strided<T>& c,
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
    T beside[Rows * n * Vectors];
    const strided<T> edge{beside, n * Vectors, 1};
    const strided<T>& to = whole ? c : edge;
    if (accumulate) {
        if (!whole) copy_some(c, edge, Rows, width, n * Vectors);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Vectors; ++v) {
                auto& out = *reinterpret_cast<in_memory*>(to.data + i * to.row + v * n);
                vector total = out;
#pragma GCC unroll 4
                for (std::size_t s = 0; s < Strands; ++s) sums[s][i][v].add_to(total);
                out = total;
            }
    } else {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Rows; ++i)
#pragma GCC unroll 4
            for (std::size_t v = 0; v < Vectors; ++v) {
                vector total;
                sums[0][i][v].copy_to(total);
#pragma GCC unroll 4
                for (std::size_t s = 1; s < Strands; ++s) sums[s][i][v].add_to(total);
                *reinterpret_cast<in_memory*>(to.data + i * to.row + v * n) = total;
            }
    }
    if (!whole) copy_some(edge, c, Rows, width, width);
}

// The tiles of one width, by how many rows they have: 1, 2, 4 and, where a tier has registers enough, 8. A tile of few
// rows keeps the processor busy when it takes several blocks of the inner dimension at a time.
template <class T>
struct tile_set {
    using function = void(const strided<const T>&, const T*, std::size_t, std::size_t, const strided<T>&, std::size_t,
                          bool);
    std::size_t width;
    function *one_row, *two_rows, *four_rows, *eight_rows;
    function *one_stranded, *two_stranded, *four_stranded;  // 4, 4 and 2 strands

    [[nodiscard]] function* of(std::size_t rows) const {
        return rows == 8 ? eight_rows : rows == 4 ? four_rows : rows == 2 ? two_rows : one_row;
    }
    [[nodiscard]] function* stranded(std::size_t rows) const {
        return rows == 4 ? four_stranded : rows == 2 ? two_stranded : one_stranded;
    }
};

// Those of Vectors vectors; narrow ones alone are stranded.
template <class T, std::size_t Bytes, std::size_t Vectors>
[[nodiscard]] inline tile_set<T> tiles() {
    tile_set<T> set{Vectors * lanes<T, Bytes>::count,
                    tile<T, Bytes, 1, Vectors, 1>,
                    tile<T, Bytes, 2, Vectors, 1>,
                    tile<T, Bytes, 4, Vectors, 1>,
                    nullptr,
                    nullptr,
                    nullptr,
                    nullptr};
    if constexpr (Vectors == 1) set.one_stranded = tile<T, Bytes, 1, 1, 4>, set.two_stranded = tile<T, Bytes, 2, 1, 4>;
    if constexpr (tile_rows<T> == 8) {
        set.eight_rows = tile<T, Bytes, 8, Vectors, 1>;
        if constexpr (Vectors == 1) set.four_stranded = tile<T, Bytes, 4, 1, 2>;
    }
    return set;
}

// `count` rows of b from `first` on, the columns [from, from + used), packed row after row into rows of `width`, a
// multiple of the vectors. What fills a row up has no meaning: it is a neighbour in b where there is one.
template <class T>
inline void pack(const product_of<T>& p, std::size_t first, std::size_t count, std::size_t from, std::size_t used,
                 std::size_t width, T* panel) {
    constexpr std::size_t n = lanes<T, narrow_bytes<T>>::count;
    const T* source = p.b.data + first * p.b.row + from * p.b.column;
    if (p.b.column == 1) {
        const T* const end = p.b.data + (p.k - 1) * p.b.row + p.n;
        for (std::size_t i = 0; i < count; ++i, source += p.b.row, panel += width)
            if (static_cast<std::size_t>(end - source) >= width)
                for (std::size_t j = 0; j < width; j += n) __builtin_memcpy(panel + j, source + j, n * sizeof(T));
            else
                for (std::size_t j = 0; j < width; ++j) panel[j] = j < used ? source[j] : T{};
    } else {
        for (std::size_t j = 0; j < width; ++j)
            for (std::size_t i = 0; i < count; ++i)
                panel[i * width + j] = j < used ? source[i * p.b.row + j * p.b.column] : T{};
    }
}

// Rows [i, last) and columns [from, to) of c, in tiles of at most `most` rows, `strands` blocks of the inner dimension
// at a time where there are as many.
template <class T>
void sweep(const product_of<T>& p, const tile_set<T>& tiles, std::size_t most, std::size_t strands, std::size_t i,
           std::size_t last, std::size_t from, std::size_t to) {
    const std::size_t width = tiles.width,
                      columns_at_once = panel_elements<T> / (inner_block * strands) / width * width;
    for (; from < to; from += columns_at_once) {
        const std::size_t end = to - from < columns_at_once ? to : from + columns_at_once;
        for (std::size_t first = 0; first < p.k;) {
            const bool stranded = strands > 1 && p.k - first >= strands * inner_block;
            const std::size_t inner = p.k - first < inner_block ? p.k - first : inner_block;
            const std::size_t count = stranded ? strands * inner : inner;
            // A single panel whose rows follow each other, or one that is read once, is as good as packed.
            const bool streams = p.b.column == 1 && (end - from) % width == 0 && (p.b.row == width || last - i <= most);
            if (!streams)
                for (std::size_t j = from; j < end; j += width)
                    pack(p, first, count, j, end - j < width ? end - j : width, width, p.panel + (j - from) * count);
            std::size_t rows = most;
            for (std::size_t at = i; at < last; at += rows) {
                while (rows > last - at) rows /= 2;
                auto* const tile = stranded ? tiles.stranded(rows) : tiles.of(rows);
                const strided<const T> a{p.a.data + at * p.a.row + first * p.a.column, p.a.row, p.a.column};
                for (std::size_t j = from; j < end; j += width) {
                    const T* const b = streams ? p.b.data + first * p.b.row + j : p.panel + (j - from) * count;
                    const std::size_t used = end - j < width ? end - j : width;
                    const strided<T> c{p.c.data + at * p.c.row + j * p.c.column, p.c.row, p.c.column};
                    tile(a, b, streams ? p.b.row : width, inner, c, used, p.adds || first > 0);
                }
            }
            first += count;
        }
    }
}

// Columns [from, to) of c, no more than one vector holds. The rows that do not fill a tile come last, several blocks
// of the inner dimension at a time where there are as many.
template <class T>
void narrow(const product_of<T>& p, const tile_set<T>& tiles, std::size_t from, std::size_t to) {
    constexpr std::size_t rows = tile_rows<T>;
    if (p.k < 2 * inner_block) return sweep(p, tiles, rows, 1, 0, p.m, from, to);
    std::size_t i = p.m - p.m % rows;
    if (i > 0) sweep(p, tiles, rows, 1, 0, i, from, to);
    for (std::size_t left = rows / 2; left > 0; left /= 2)
        if (p.m & left) {
            sweep(p, tiles, left, left == 4 ? 2 : 4, i, i + left, from, to);
            i += left;
        }
}

// The product, with the columns of c in the vectors.
template <class T>
inline void multiply_as_is(const product_of<T>& p) {
    constexpr std::size_t one = lanes<T, wide_bytes<T>>::count, width = tile_vectors<T> * one;
    const std::size_t rest = p.n % width, wide = rest <= one ? p.n - rest : p.n;
    if (wide > 0) sweep(p, tiles<T, wide_bytes<T>, tile_vectors<T>>(), tile_rows<T>, 1, 0, p.m, 0, wide);
    if (wide == p.n) return;
    if (p.n - wide <= lanes<T, narrow_bytes<T>>::count)
        narrow(p, tiles<T, narrow_bytes<T>, 1>(), wide, p.n);
    else
        narrow(p, tiles<T, wide_bytes<T>, 1>(), wide, p.n);
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
