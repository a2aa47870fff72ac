// train/view.hpp: what a party learns in the clear at each step, shown to whoever audits it.
//
// A party's own view, given to nobody: it is there to be measured (audit/), by the party itself or in a run of all
// roles in one process. What hides a value, a mask or a ciphertext, is not a view: it has nothing to show.

#pragma once

#include <spnn/train/loop.hpp>

#include <functional>

namespace SPNN_NAMESPACE::train {

// What was seen at a step. Kind: the wing's enumeration of what its parties see.
template <class Kind>
struct view {
    Kind what;                    // the kind of value
    const step& at;               // which rows, and why
    const matrix<float>& values;  // a row for each of them; valid during the call
};

// Called in the party's own thread, before it uses what it sees.
template <class Kind>
using view_function = std::function<void(const view<Kind>&)>;

}  // namespace SPNN_NAMESPACE::train
