// What the server and the holders without labels could tell about the labels, from what they see in training.

#pragma once

#include <spnn/audit/verdict.hpp>
#include <spnn/split/parties.hpp>
#include <spnn/split/view.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace spnn_train {

// Collects the gradients of the first epoch: all protocols show the same, and one epoch shows each label once.
class label_onlooker {
public:
    // Binary targets, one for each training row; `owner` knows them anyway.
    label_onlooker(const spnn::matrix<float>& targets, spnn::split::party owner) : targets_(&targets), owner_(owner) {}

    // From the threads of all parties.
    void see(const spnn::split::party& who, const spnn::split::view& view);

    // One for each party that has seen gradients, the server first.
    [[nodiscard]] std::vector<spnn::audit::label_finding> findings() const;

private:
    const spnn::matrix<float>* targets_;
    spnn::split::party owner_;
    std::mutex mutex_;
    std::map<spnn::split::party, spnn::audit::label_audit> seen_;
};

}  // namespace spnn_train
