// How much do the gradients that leave the label owner tell about the labels, at the server and at a holder, and what
// do the label owner's defences change?

#include "models.hpp"
#include "options.hpp"

#include <spnn/audit/labels.hpp>
#include <spnn/defence/marvell.hpp>
#include <spnn/defence/max_norm.hpp>

namespace {

using namespace evaluation;

struct variant {
    std::string method;
    std::string setting;
    spnn::defence::any_defence defence;
};

[[nodiscard]] std::vector<variant> variants() {
    std::vector<variant> all{{"none", "", spnn::defence::any_defence{}}, {"max_norm", "", spnn::defence::max_norm{}}};
    for (const double power : {0.25, 1.0, 4.0, 16.0})
        all.push_back({"marvell", number(power), spnn::defence::marvell{.power = power}});
    return all;
}

// The attacks on each epoch of a run, and their mean: gradients of different epochs have different sizes. Each is read
// the better way round, as whoever knows a single label can.
class audit_by_epoch {
public:
    void see(const split::view& view, const spnn::matrix<float>& targets) {
        if (view.at.batch == 0) epochs_.emplace_back();
        std::vector<float> labels;
        for (const auto i : view.at.rows) labels.push_back(targets(i, 0));
        epochs_.back().see(view.values, labels);
    }

    [[nodiscard]] spnn::audit::label_leakage result() const {
        spnn::audit::label_leakage sum{0, 0, 0};
        for (const auto& epoch : epochs_) {
            const auto one = epoch.result();
            sum.norm += spnn::audit::either_way(one.norm);
            sum.sign += spnn::audit::either_way(one.sign);
            sum.cosine += spnn::audit::either_way(one.cosine);
        }
        const double n = static_cast<double>(epochs_.size());
        return {sum.norm / n, sum.sign / n, sum.cosine / n};
    }

private:
    std::vector<spnn::audit::label_audit> epochs_;
};

template <class Shape>
void one(const options& o, raw_rows& rows, const dataset& d, const variant& v, std::uint64_t seed) {
    const auto how = tuned_recipe(d, o.quick);
    const auto parts = prepare(d, natural_deal(d, seed), train_and_test(d, seed));
    const auto &train = parts[0], &test = parts[1];
    const auto plan = plan_for(how, train, seed);
    audit_by_epoch at_server, at_holder;  // each used in the thread of its party alone
    split::simulation_options options;
    options.seed = seed;
    options.labels.defence = v.defence;
    options.predict = test.features;
    options.on_view = [&](const split::party& who, const split::view& view) {
        if (view.what == split::seen::last_hidden_gradient) at_server.see(view, train.targets);
        if (view.what == split::seen::first_layer_gradient && who == split::the_holder(1))
            at_holder.see(view, train.targets);
    };
    const auto result = simulate_masked<Shape>(plan, train, {}, options);

    const auto add = [&](std::string_view metric, double value) {
        rows.add(d.name, v.method, v.setting, metric, seed, value);
    };
    add("task_auc", auc_of(result.predictions, test.targets));
    const auto server = at_server.result(), holder = at_holder.result();
    add("server_sign", server.sign);
    add("server_norm", server.norm);
    add("server_cosine", server.cosine);
    add("holder_sign", holder.sign);
    add("holder_norm", holder.norm);
    add("holder_cosine", holder.cosine);
}

void labels(const options& o, raw_rows& rows) {
    for (const auto* name : {"breast_shipped", "simulated", "creditcard", "handbook", "distress"}) {
        if (o.quick && (std::string_view(name) == "handbook" || std::string_view(name) == "distress")) continue;
        const auto d = load(name, o.from);
        if (!d) continue;
        for (const auto& v : variants())
            for (const auto seed : seeds_of(o)) {
                say(spnn::text("labels: ", name, ", ", v.method, " ", v.setting, ", seed ", seed));
                with_shape(*d, [&]<class Shape>(Shape) { one<Shape>(o, rows, *d, v, seed); });
            }
    }
}

}  // namespace

int main(int argc, char** argv) {
    return evaluation::run(argc, argv, "Attacks on labels from gradients, and defences", "labels", labels);
}
