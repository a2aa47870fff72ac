// The way of the transform through memory, included once per tier inside that tier's namespace and target region
// (he/rlwe/detail/ntt_portable.hpp and its neighbours). No guard, on purpose. A tier sets before it
//   vec, lanes          as many numbers as it works on at a time
//   constants           made by constants_of(q)
//   factor              a prepared number in all lanes; spread(factors, place) reads one
//   load, store         numbers in the tier's own form; enter, from residues; leave, to them
//   forward_node<Tidy>(x, y, factor, constants)     of a node, as in he/rlwe/detail/ntt_view.hpp; back_node<Tidy>
//   likewise last_node(x, y, factor, factor, constants)      node 1 going back, times 1 / n, with residues as results
//   forward_leaves(view, x, n, node, constants)     the stages whose halves are shorter than a vector, to residues: of
//                                                   so many words at x, cut into parts of `lanes`, the first of `node`
//   back_leaves                                     the same way back, from residues
// Tidy says where a tier that lets numbers grow has to make them small again.
//
// A pass does two stages, so that a number is loaded and stored once for both. The tree is walked depth first: below
// `block_size` numbers all is in the first-level cache. N is at least 8 lanes, or 2 where a vector is one number.

inline constexpr std::size_t block_size = 512;

// In which stages numbers are made small: the fifth, the ninth and so on; by the depth of the node.
[[nodiscard]] inline bool is_tidy(std::size_t node) {
    const auto depth = static_cast<unsigned>(std::bit_width(node)) - 1;
    return depth % 4 == 0 && depth > 0;
}

// Stages of a node and of its children over n words.
template <bool Entering, bool Tidy>
inline void forward_two(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    const factor first = spread(t.nodes, node), left = spread(t.nodes, 2 * node), right = spread(t.nodes, 2 * node + 1);
    const std::size_t h = n / 4;
    for (std::size_t j = 0; j < h; j += lanes) {
        vec x0 = Entering ? enter(x + j) : load(x + j), x1 = Entering ? enter(x + h + j) : load(x + h + j);
        vec x2 = Entering ? enter(x + 2 * h + j) : load(x + 2 * h + j);
        vec x3 = Entering ? enter(x + 3 * h + j) : load(x + 3 * h + j);
        forward_node<Tidy>(x0, x2, first, c);
        forward_node<Tidy>(x1, x3, first, c);
        forward_node<false>(x0, x1, left, c);
        forward_node<false>(x2, x3, right, c);
        store(x + j, x0);
        store(x + h + j, x1);
        store(x + 2 * h + j, x2);
        store(x + 3 * h + j, x3);
    }
}
inline void forward_two_within(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node,
                               const constants& c) {
    is_tidy(node) ? forward_two<false, true>(t, x, n, node, c) : forward_two<false, false>(t, x, n, node, c);
}

// The stage of a node with two vectors.
template <bool Tidy>
inline void forward_one(const ntt_view& t, std::uint64_t* x, std::size_t node, const constants& c) {
    vec x0 = load(x), x1 = load(x + lanes);
    forward_node<Tidy>(x0, x1, spread(t.nodes, node), c);
    store(x, x0);
    store(x + lanes, x1);
}

// Everything below a node of n words that are in the cache.
inline void forward_block(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    std::size_t length = n;
    for (; length >= 4 * lanes; length /= 4, node *= 4)
        for (std::size_t i = 0; i < n / length; ++i) forward_two_within(t, x + i * length, length, node + i, c);
    if (length == 2 * lanes) {
        for (std::size_t i = 0; i < n / length; ++i)
            is_tidy(node) ? forward_one<true>(t, x + i * length, node + i, c)
                          : forward_one<false>(t, x + i * length, node + i, c);
        node *= 2;
    }
    forward_leaves(t, x, n, node, c);
}

inline void forward_below(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    if (n <= block_size) return forward_block(t, x, n, node, c);
    forward_two_within(t, x, n, node, c);
    for (std::size_t i = 0; i < 4; ++i) forward_below(t, x + i * (n / 4), n / 4, 4 * node + i, c);
}

// From coefficients to values.
inline void forward(const ntt_view& t, std::uint64_t* x) {
    const constants c = constants_of(t.q);
    if (t.n == 2 * lanes) return forward_block(t, x, t.n, 1, c);
    forward_two<true, false>(t, x, t.n, 1, c);
    for (std::size_t i = 0; i < 4; ++i) forward_below(t, x + i * (t.n / 4), t.n / 4, 4 + i, c);
}

// The stages of the children of a node, then its own.
inline void back_two(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    const factor last = spread(t.nodes, node), left = spread(t.nodes, 2 * node), right = spread(t.nodes, 2 * node + 1);
    const std::size_t h = n / 4;
    for (std::size_t j = 0; j < h; j += lanes) {
        vec x0 = load(x + j), x1 = load(x + h + j), x2 = load(x + 2 * h + j), x3 = load(x + 3 * h + j);
        back_node<false>(x0, x1, left, c);
        back_node<false>(x2, x3, right, c);
        back_node<true>(x0, x2, last, c);
        back_node<true>(x1, x3, last, c);
        store(x + j, x0);
        store(x + h + j, x1);
        store(x + 2 * h + j, x2);
        store(x + 3 * h + j, x3);
    }
}
inline void back_one(const ntt_view& t, std::uint64_t* x, std::size_t node, const constants& c) {
    vec x0 = load(x), x1 = load(x + lanes);
    back_node<true>(x0, x1, spread(t.nodes, node), c);
    store(x, x0);
    store(x + lanes, x1);
}

// Everything below a node of n words, but what the last pass does, which stands alone, since it ends in residues.
inline void back_block(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    const std::size_t leaves = n / lanes;
    back_leaves(t, x, n, node * leaves, c);
    std::size_t length = lanes;
    if (std::countr_zero(leaves) % 2 != 0) {
        length *= 2;
        for (std::size_t i = 0; i < n / length; ++i) back_one(t, x + i * length, node * (n / length) + i, c);
    }
    while (length < n) {
        length *= 4;
        for (std::size_t i = 0; i < n / length; ++i) back_two(t, x + i * length, length, node * (n / length) + i, c);
    }
}

inline void back_below(const ntt_view& t, std::uint64_t* x, std::size_t n, std::size_t node, const constants& c) {
    if (n <= block_size) return back_block(t, x, n, node, c);
    for (std::size_t i = 0; i < 4; ++i) back_below(t, x + i * (n / 4), n / 4, 4 * node + i, c);
    back_two(t, x, n, node, c);
}

// From values to coefficients; the two halves first, then node 1.
inline void back(const ntt_view& t, std::uint64_t* x) {
    const constants c = constants_of(t.q);
    const factor of_sums = spread(t.last, 0), of_differences = spread(t.last, 1);
    if (t.n == 2 * lanes) {
        vec x0 = load(x), x1 = load(x + lanes);
        last_node(x0, x1, of_sums, of_differences, c);
        leave(x, x0);
        return leave(x + lanes, x1);
    }
    for (std::size_t i = 0; i < 4; ++i) back_below(t, x + i * (t.n / 4), t.n / 4, 4 + i, c);
    const factor left = spread(t.nodes, 2), right = spread(t.nodes, 3);
    const std::size_t h = t.n / 4;
    for (std::size_t j = 0; j < h; j += lanes) {
        vec x0 = load(x + j), x1 = load(x + h + j), x2 = load(x + 2 * h + j), x3 = load(x + 3 * h + j);
        back_node<false>(x0, x1, left, c);
        back_node<false>(x2, x3, right, c);
        last_node(x0, x2, of_sums, of_differences, c);
        last_node(x1, x3, of_sums, of_differences, c);
        leave(x + j, x0);
        leave(x + h + j, x1);
        leave(x + 2 * h + j, x2);
        leave(x + 3 * h + j, x3);
    }
}
