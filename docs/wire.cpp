// Writes docs/wire.md to standard output, from the message types and the declared costs:
//   spnn_wire > docs/wire.md
// A test fails when the file and the code differ.

#include <spnn/align/in_order.hpp>
#include <spnn/align/intersect.hpp>
#include <spnn/coordinate/reports.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/net/introduction.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/cost.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <iomanip>
#include <iostream>

namespace nn = spnn::nn;
namespace split = spnn::split;
namespace share = spnn::share;
namespace net = spnn::net;
namespace alignment = spnn::align::detail;

namespace {

using ring = spnn::z2k<64>;
using fraud = split::network<nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>, nn::dense<8, 1>,
                             nn::binary_cross_entropy>;

template <net::Message M>
void message(std::string_view from, std::string_view to, std::string_view shape, std::string_view element) {
    std::cout << "| 0x" << std::hex << std::setw(2) << std::setfill('0') << M::id << std::dec << std::setfill(' ')
              << " | " << M::name << " | " << from << " | " << to << " | " << shape << " | " << element << " ("
              << sizeof(typename M::value_type) << ") |\n";
}

void table(std::string_view title) {
    std::cout << "\n### " << title
              << "\n\n| kind | message | from | to | values | element (bytes) |\n|---|---|---|---|---|---|\n";
}

void messages() {
    constexpr std::string_view greeting_fields = "procedure, session, number of rows, min_common_rows";
    table("Connecting (net/introduction.hpp), coordinating (coordinate/reports.hpp)");
    message<net::introduction_message>("who calls", "who is called", "run, from, to, purpose", "byte");
    message<net::admission_message>("who is called", "who calls", "nothing, or why it is refused", "byte");
    message<spnn::coordinate::report_message>("every party", "coordinator", "stage, step, sizes, losses, failure",
                                              "byte");
    message<spnn::coordinate::instruction_message>("coordinator", "every party", "stage, pause, verdict, proposal",
                                                   "byte");

    table("Aligning rows that are in order (align/in_order.hpp)");
    message<alignment::greeting_message>("each", "each", greeting_fields, "byte");
    message<alignment::at_work>("each", "each", "none: another 4,096 rows are done", "uint8");
    message<alignment::order_nonce_message>("each", "each", "1 x 16", "uint8");
    message<alignment::order_digest_message>("each", "each", "1 x 32", "uint8");

    table("Aligning by private set intersection (align/intersect.hpp)");
    message<alignment::greeting_message>("each", "each", greeting_fields, "byte");
    message<alignment::at_work>("leader, member", "member, leader", "none: another chunk of work is done", "uint8");
    message<spnn::session::key_half>("member", "member, of three parties or more", "32 bytes", "byte");
    message<alignment::blinded_points>("leader", "member", "leader's ids x 32", "uint8");
    message<alignment::evaluated_points>("member", "leader", "leader's ids x 32", "uint8");
    message<alignment::sorted_tags>("member", "leader, of two parties", "member's ids x 1", "uint128");
    message<alignment::store_seed>("member", "leader, of three parties or more", "1 x 16", "uint8");
    message<alignment::store_table>("member", "leader, of three parties or more", "1.1 x member's ids", "uint128");
    message<alignment::common_count>("leader", "member", "1 x 1", "uint64");
    message<alignment::common_tags>("leader", "member", "common ids x 1", "uint128");

    table("Training and prediction (split/messages.hpp)");
    message<spnn::session::hello>("every party", "every linked peer", "wire version, name, nonce, plan", "byte");
    message<spnn::session::run_nonces>("server; first holder", "every linked peer; dealer", "parties with weights x 16",
                                       "byte");
    message<spnn::session::agreement>("every party", "every linked peer", "digest of the plan, id of the run", "byte");
    message<spnn::session::key_half>("holder", "holder", "32 bytes", "byte");
    message<split::public_key>("server", "holder", "the key", "byte");
    message<share::triple_seed>("dealer", "holder", "1 x 16", "byte");
    message<split::first_layer_part<ring>>("holder", "server", "m x h", "ring element");
    message<split::running_sum>("holder", "next holder or server", "1 x the bytes of a message of the cipher", "byte");
    message<split::masked_features<ring>>("holder", "holder", "rows x d", "ring element");
    message<split::masked_weights<ring>>("holder", "holder", "d x h", "ring element");
    message<share::triple_correction<ring>>("dealer", "last holder", "m x h", "ring element");
    message<split::last_hidden>("server", "label owner", "m x L", "float32");
    message<split::last_hidden_gradient>("label owner", "server", "m x L", "float32");
    message<split::first_layer_gradient>("server", "holder", "m x h", "float32");
    message<spnn::train::verdict>("label owner", "server, holders, dealer", "1 x 1: 0 finish, 1 go on, 2 pause",
                                  "uint8");
    message<split::pace>("server; label owner; first holder", "holders; server; dealer",
                         "1 x 1, for every 16 batches of which nothing else comes back", "uint8");
    message<spnn::train::prediction_rows>("label owner", "server, holders, dealer", "1 x 1", "uint64");
}

[[nodiscard]] split::plan fraud_plan(std::size_t holders) {
    split::plan p;
    p.columns.assign(holders, 28 / holders);
    p.columns[0] += 28 % holders;
    p.label_holder = 0;
    p.train_rows = 227845;
    p.batch = 5000;
    p.epochs = 1;
    return p;
}

template <class First>
void costs(std::size_t holders, std::string_view variant, bool keep = true) {
    auto p = fraud_plan(holders);
    p.keep_masked_features = keep;
    const auto megabytes = [](std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; };
    spnn::session::message_tally of_batch, of_tables;
    split::train_messages<First>(p, split::outline_of<fraud>(), p.batch, of_batch);
    First::bind_messages(p, p.train_rows, of_tables);
    const auto batch = of_batch.total(), once = of_tables.total(), run = split::run_cost<fraud, First>(p).total();
    std::cout << "| " << First::name << variant << " | " << holders << " | " << batch.bytes << " | " << batch.messages
              << " | " << megabytes(once.bytes) << " | " << megabytes(run.bytes - once.bytes) << " |\n";
}

}  // namespace

int main() {
    std::cout << std::fixed << std::setprecision(1);
    std::cout << "# What crosses the wire\n\n"
                 "This file is made by `docs/wire.cpp` from the message types and the declared costs; a test compares "
                 "the two.\n\n"
                 "## Framing\n\n"
                 "Every message is a header of "
              << net::message_header::wire_bytes << " bytes, the payload, and a tag of " << net::tag_bytes
              << " bytes (Poly1305 over header and payload, with a one-time key from the session's checksum key). All "
                 "numbers "
                 "are little-endian. The header's fields, in order:\n\n| field | bytes |\n|---|---|\n";
    net::message_header header;
    net::message_header::for_each(header, [](std::string_view name, const auto& value) {
        std::cout << "| " << name << " | " << sizeof value << " |\n";
    });
    std::cout
        << "\nIn messages of the first layer, of activations and of gradients, step holds the purpose (1 train, 2 "
           "evaluate, 3 "
           "predict; 4 bits, the highest), the epoch (20 bits) and the number of the step (40 bits); elsewhere it is "
           "one number (core/step.hpp).\n";
    std::cout << "\n## Messages\n\n"
                 "m rows in the batch, h units in the first layer, L units in the last hidden layer, d columns of all "
                 "holders "
                 "together. A ring element has 4 bytes in z2k<32>, 8 in z2k<64> and mersenne61, 16 in z2k<128>; the "
                 "table shows "
                 "z2k<64>. Lists of ids travel in messages of at most "
              << alignment::chunk_rows << " rows.\n";
    messages();
    std::cout << "\n## Cost of a run\n\n"
                 "All parties together; 227,845 rows, 28 columns, network 28-8-8-1, batches of 5,000, z2k<64>, "
                 "128 bits of security (Paillier keys of 3,072). Not counted: the set-up (hello, keys, seeds: a few "
                 "kilobytes, but for keys of lattice encryption, 0.3 MB to each holder), "
                 "alignment (align/cost.hpp counts it) and reports to the coordinator.\n\n"
                 "| protocol | holders | bytes a batch | messages a batch | once, MB | an epoch, MB "
                 "|\n|---|---|---|---|---|---|\n";
    for (const std::size_t holders : {2u, 3u, 5u}) {
        costs<split::in_the_clear<ring>>(holders, "");
        costs<split::masked<ring>>(holders, "");
        costs<split::shared<ring>>(holders, ", masked features kept");
        costs<split::shared<ring>>(holders, ", opened per batch", false);
        costs<split::encrypted<>>(holders, ", rlwe");
        costs<split::encrypted<spnn::he::paillier<>>>(holders, ", Paillier");
    }
    return 0;
}
