// A run simulated in one process, for the comparison.

#include "protocols.hpp"
#include "roles.hpp"

#include <spnn/split/any_network.hpp>
#include <spnn/split/simulate.hpp>

namespace spnn_party {

namespace {

namespace split = spnn::split;
using network = split::any_network;

// One party's piece of the weights of all, as a model file has it.
struct piece {
    split::model<network>* all;
    const split::plan* plan;
    split::party of;

    template <class F>
    void for_each_weight(F&& f) const {
        if (split::is_holder(of)) f("first", all->first[of.number]);
        if (of == split::the_server) all->hidden.for_each(f);
        if (of == plan->label_owner()) all->head.for_each(f);
    }
};

}  // namespace

compared compare(const comparison& with) {
    return with_protocol(with.agreed, [&]<class First>() {
        const auto& plan = with.agreed.plan;
        const network net(plan);
        split::simulation_options options;
        options.seed = with.seed;
        options.labels.early_stopping.patience = with.patience;
        options.labels.defence = with.defence;
        options.product_noise = with.product_noise;
        options.predict = with.test;
        const auto simulated =
            split::simulate<network, First>(plan, with.train, {}, net.loss_with(with.class_weights), options);
        auto loaded = simulated.weights;
        for (const auto& party : split::parties_of({}, plan)) {
            piece own{&loaded, &plan, party};
            spnn::store::load_model(with.models.at(party.name()), party.name(), net.name(), own);
        }
        return compared{split::bitwise_equal(loaded, simulated.weights), simulated.predictions};
    });
}

}  // namespace spnn_party
