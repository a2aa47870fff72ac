// fss/detail/held_once.hpp: what a side was sent of a batch of keys, from the check of its length to its one
// evaluation.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/fss/hash.hpp>
#include <spnn/fss/tile.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace SPNN_NAMESPACE::fss::detail {

// Batch has `count` keys and bytes_to(side). Move-only.
template <class Batch>
class held_once {
public:
    struct content {
        side of;
        Batch batch;
        hash_key hash;
        bytes sent;
    };

    // data_error, which begins with `what`, a text that lives as long as the program, for bytes that are not exactly
    // those of the batch.
    held_once(std::string_view what, side of, const Batch& batch, const hash_key& hash, bytes sent) : what_(what) {
        require<data_error>(sent.size() == batch.bytes_to(of), what, ": ", sent.size(), " bytes, expected ",
                            batch.bytes_to(of), " for ", batch.count, " keys");
        content_ = std::make_unique<const content>(content{of, batch, hash, std::move(sent)});
    }

    // usage_error when it was taken before, here and below.
    [[nodiscard]] const content& look() const {
        require<usage_error>(content_ != nullptr, what_,
                             ": these were evaluated before, or moved away; a key is used "
                             "once");
        return *content_;
    }
    [[nodiscard]] std::unique_ptr<const content> take() {
        static_cast<void>(look());
        return std::move(content_);
    }

private:
    std::string_view what_;
    std::unique_ptr<const content> content_;
};

}  // namespace SPNN_NAMESPACE::fss::detail
