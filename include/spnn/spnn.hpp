// spnn.hpp: split networks and what they stand on, for first tries. Programs that care for compile time include
// what they use.
//
// Not here, for its compile time: homomorphic encryption and what is made of it (he/paillier/paillier.hpp,
// split/first_layer/encrypted.hpp, split/protocols.hpp), and networks chosen at run time (split/any_network.hpp,
// nn/network_text.hpp, nn/any_network.hpp). Nor are the headers of the optional components (cmake/spnn_components.cmake
// lists them).

#pragma once

#include <spnn/version.hpp>

#include <spnn/core/abi.hpp>
#include <spnn/core/bytes.hpp>
#include <spnn/core/deadline.hpp>
#include <spnn/core/error.hpp>
#include <spnn/core/exact_text.hpp>
#include <spnn/core/finite.hpp>
#include <spnn/core/fixed_point.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/core/memory.hpp>
#include <spnn/core/most.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/core/random.hpp>
#include <spnn/core/record.hpp>
#include <spnn/core/ring.hpp>
#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/core/run_id.hpp>
#include <spnn/core/secret.hpp>
#include <spnn/core/step.hpp>
#include <spnn/core/tensor.hpp>

#include <spnn/crypto/aes.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/poly1305.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/crypto/sha256.hpp>
#include <spnn/crypto/single_use.hpp>

#include <spnn/nn/draw.hpp>
#include <spnn/nn/engine.hpp>
#include <spnn/nn/initialise.hpp>
#include <spnn/nn/kind.hpp>
#include <spnn/nn/layer.hpp>
#include <spnn/nn/layer/average_pool.hpp>
#include <spnn/nn/layer/batch_norm.hpp>
#include <spnn/nn/layer/bias.hpp>
#include <spnn/nn/layer/conv.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/dropout.hpp>
#include <spnn/nn/layer/elementwise.hpp>
#include <spnn/nn/layer/flatten.hpp>
#include <spnn/nn/layer/identity.hpp>
#include <spnn/nn/layer/max_pool.hpp>
#include <spnn/nn/layer/pool.hpp>
#include <spnn/nn/layer/quadratic.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/residual.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/square.hpp>
#include <spnn/nn/layer/sum_pool.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/layers.hpp>
#include <spnn/nn/loss.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/nn/optimizer.hpp>
#include <spnn/nn/optimizer/adam.hpp>
#include <spnn/nn/optimizer/any.hpp>
#include <spnn/nn/optimizer/sgd.hpp>
#include <spnn/nn/optimizer/sgld.hpp>
#include <spnn/nn/parameters.hpp>
#include <spnn/nn/placed.hpp>
#include <spnn/nn/schedule.hpp>
#include <spnn/nn/sequential.hpp>
#include <spnn/nn/shape.hpp>
#include <spnn/nn/show.hpp>
#include <spnn/nn/update_rule.hpp>

#include <spnn/data/batches.hpp>
#include <spnn/data/csv.hpp>
#include <spnn/data/generator.hpp>
#include <spnn/data/join.hpp>
#include <spnn/data/metrics.hpp>
#include <spnn/data/npy.hpp>
#include <spnn/data/one_hot.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/simulator.hpp>
#include <spnn/data/split.hpp>
#include <spnn/data/table.hpp>

#include <spnn/net/any_transport.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/cost.hpp>
#include <spnn/net/decorator/delayed.hpp>
#include <spnn/net/decorator/faulty.hpp>
#include <spnn/net/decorator/metered.hpp>
#include <spnn/net/decorator/traced.hpp>
#include <spnn/net/decorator/watched.hpp>
#include <spnn/net/endpoint.hpp>
#include <spnn/net/guest_list.hpp>
#include <spnn/net/introduction.hpp>
#include <spnn/net/meeting.hpp>
#include <spnn/net/message.hpp>
#include <spnn/net/network.hpp>
#include <spnn/net/piped.hpp>
#include <spnn/net/stepped_kind.hpp>
#include <spnn/net/trace.hpp>
#include <spnn/net/transport.hpp>
#include <spnn/net/transport/memory.hpp>

#include <spnn/he/additive.hpp>

#include <spnn/audit/labels.hpp>
#include <spnn/audit/property.hpp>
#include <spnn/audit/recovered.hpp>
#include <spnn/audit/similarity.hpp>
#include <spnn/audit/verdict.hpp>

#include <spnn/store/archive.hpp>
#include <spnn/store/checkpoint.hpp>
#include <spnn/store/model_file.hpp>
#include <spnn/store/sealed_file.hpp>

#include <spnn/exchange/arrays.hpp>

#include <spnn/session/agreement.hpp>
#include <spnn/session/in_process.hpp>
#include <spnn/session/links.hpp>
#include <spnn/session/messages.hpp>
#include <spnn/session/pairwise_keys.hpp>
#include <spnn/session/party.hpp>
#include <spnn/session/private_seeds.hpp>
#include <spnn/session/receive.hpp>
#include <spnn/session/run_estimate.hpp>
#include <spnn/session/session.hpp>
#include <spnn/session/tally.hpp>
#include <spnn/session/timeline.hpp>

#include <spnn/share/additive.hpp>
#include <spnn/share/beaver.hpp>
#include <spnn/share/elements.hpp>
#include <spnn/share/open.hpp>
#include <spnn/share/pairwise.hpp>
#include <spnn/share/triple_source.hpp>
#include <spnn/share/triples/dealer.hpp>
#include <spnn/share/triples/in_the_clear.hpp>
#include <spnn/share/use.hpp>

#include <spnn/align/alignment_policy.hpp>
#include <spnn/align/group.hpp>
#include <spnn/align/in_order.hpp>
#include <spnn/align/okvs.hpp>
#include <spnn/align/query_budget.hpp>

#include <spnn/train/keeper.hpp>
#include <spnn/train/learner.hpp>
#include <spnn/train/loop.hpp>
#include <spnn/train/loss_history.hpp>
#include <spnn/train/messages.hpp>
#include <spnn/train/narrowest_ring.hpp>
#include <spnn/train/options.hpp>
#include <spnn/train/plain.hpp>
#include <spnn/train/tables.hpp>
#include <spnn/train/terms.hpp>
#include <spnn/train/view.hpp>

#include <spnn/coordinate/coordinator.hpp>
#include <spnn/coordinate/membership.hpp>
#include <spnn/coordinate/policy.hpp>
#include <spnn/coordinate/proposal.hpp>
#include <spnn/coordinate/reports.hpp>
#include <spnn/coordinate/rows_of_a_run.hpp>

#include <spnn/defence/any.hpp>
#include <spnn/defence/defence.hpp>
#include <spnn/defence/defender.hpp>
#include <spnn/defence/marvell.hpp>
#include <spnn/defence/max_norm.hpp>
#include <spnn/defence/no_defence.hpp>
#include <spnn/defence/product_noise.hpp>

#include <spnn/split.hpp>
