// fuzz/conversation: what a coordinator says to a party, one instruction after the other, and how often a party may
// name an epoch: spnn::coordinate::detail::coordinator_words<split::proposal>.
//
// Input: instructions, each a few changes of a sound one: the stage, then which fields of the proposal get which
// values; between them, how far the party itself is. Holds: only protocol_error; as long as none came, stages never
// went back and left none out, but for failed; the terms are those of the first instruction; sizes changed once at
// most, with planning, and the first epoch once, with running; nothing but failed is accepted after finished; finished
// only from a party that is.

#include <spnn/coordinate/detail/coordinator_words.hpp>
#include <spnn/split/proposal.hpp>

#include <support/checks.hpp>
#include <support/input.hpp>
#include <support/memory.hpp>

namespace {

namespace split = spnn::split;
namespace record = spnn::record;
using spnn::coordinate::stage;

split::proposal terms() {
    split::proposal p;
    p.protocol = "masked";
    p.plan.network = "8-8-1";
    p.plan.columns = {0, 0};
    p.plan.label_holder = 0;
    return p;
}

// One of the changes that a hostile coordinator may try; 0 to 3: those that an honest one makes.
void change(split::proposal& p, fuzz::input& in) {
    const auto value = std::size_t{in.byte()};
    switch (in.byte() % 12) {
        case 0: p.plan.columns = {value + 1, 2}; break;
        case 1: p.plan.train_rows = value; break;
        case 2: p.plan.first_epoch = value % 4; break;
        case 3: break;
        case 4: p.plan.columns.resize(1 + value % 3, 1); break;
        case 5: p.plan.epochs = value; break;
        case 6: p.protocol = value % 2 == 0 ? "shared" : "masked"; break;
        case 7: p.split_seed = value; break;
        case 8: p.plan.rule.l2 = static_cast<double>(value); break;
        case 9: p.plan.label_holder = value % 2; break;
        case 10: p.plan.terms.assign(value % 3, 'x'); break;
        default: p.predict_only = value % 2 == 1; break;
    }
}

struct observer {
    bool began = false, sizes_settled = false, epoch_settled = false;
    spnn::coordinate::instruction<spnn::split::proposal> last;

    void accept(const spnn::coordinate::instruction<spnn::split::proposal>& said, stage own) {
        if (said.at == stage::failed) {
            last = said;
            return;
        }
        fuzz::holds(said.at != stage::finished || own == stage::finished, "finished when this party is");
        if (began) {
            fuzz::holds(said.at == last.at || static_cast<int>(said.at) == static_cast<int>(last.at) + 1,
                        "stages follow one another");
            fuzz::holds(record::difference(said.proposal, last.proposal, false).empty(), "terms stay");
            auto sized = said.proposal.plan;
            sized.first_epoch = last.proposal.plan.first_epoch;
            if (!record::difference(sized, last.proposal.plan).empty()) {
                fuzz::holds(!sizes_settled && said.at == stage::planning && last.at == stage::aligning,
                            "sizes are settled once, with planning");
                fuzz::holds(sized.holders() == last.proposal.plan.holders(), "as many holders as there were");
                sizes_settled = true;
            }
            if (said.proposal.plan.first_epoch != last.proposal.plan.first_epoch) {
                fuzz::holds(!epoch_settled && said.at == stage::running && last.at == stage::planning,
                            "the first epoch is settled once, with running");
                epoch_settled = true;
            }
        } else {
            fuzz::holds(said.at == stage::gathering || said.at == stage::aligning, "a run begins by gathering");
        }
        began = true;
        last = said;
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    spnn::coordinate::detail::coordinator_words<split::proposal> heard;
    observer seen;
    spnn::coordinate::instruction<spnn::split::proposal> next;
    next.proposal = terms();
    for (int turn = 0; turn < 24; ++turn) {
        const auto own = static_cast<stage>(in.byte() % 5);
        next.at = static_cast<stage>(in.byte() % 6);
        for (auto changes = in.byte() % 3; changes > 0; --changes) change(next.proposal, in);
        const auto said =
            spnn::coordinate::load_instruction<split::proposal>(spnn::coordinate::store(next));  // as it arrives
        std::optional<std::string> refused;
        fuzz::within(256 * 1024,
                     [&] { refused = fuzz::refusal<spnn::protocol_error>([&] { heard.take(said, own); }); });
        if (refused) return 0;  // the party leaves
        if (seen.last.at == stage::failed) return 0;
        seen.accept(said, own);
        fuzz::holds(spnn::coordinate::store(heard.last()) == spnn::coordinate::store(said),
                    "what was said last is kept");
    }
    return 0;
}
