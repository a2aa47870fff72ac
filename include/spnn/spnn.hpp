// spnn.hpp: the whole library, for first tries. Programs that care for compile time include what they use.
//
// Headers of the optional components are not here (cmake/spnn_components.cmake lists them).

#pragma once

#include <spnn/version.hpp>

#include <spnn/core/abi.hpp>
#include <spnn/core/bytes.hpp>
#include <spnn/core/deadline.hpp>
#include <spnn/core/error.hpp>
#include <spnn/core/finite.hpp>
#include <spnn/core/fixed_point.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/core/random.hpp>
#include <spnn/core/ring.hpp>
#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/core/secret.hpp>
#include <spnn/core/tensor.hpp>

#include <spnn/crypto/aes.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/poly1305.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/crypto/sha256.hpp>

#include <spnn/net/any_transport.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/cost.hpp>
#include <spnn/net/endpoint.hpp>
#include <spnn/net/introduction.hpp>
#include <spnn/net/layer/delayed.hpp>
#include <spnn/net/layer/faulty.hpp>
#include <spnn/net/layer/metered.hpp>
#include <spnn/net/layer/traced.hpp>
#include <spnn/net/layer/watched.hpp>
#include <spnn/net/meeting.hpp>
#include <spnn/net/message.hpp>
#include <spnn/net/network.hpp>
#include <spnn/net/piped.hpp>
#include <spnn/net/trace.hpp>
#include <spnn/net/transport.hpp>
#include <spnn/net/transport/memory.hpp>

#include <spnn/align/group.hpp>
#include <spnn/align/in_order.hpp>
#include <spnn/align/okvs.hpp>

#include <spnn/audit/labels.hpp>
#include <spnn/audit/property.hpp>
#include <spnn/audit/recovered.hpp>
#include <spnn/audit/similarity.hpp>
#include <spnn/audit/verdict.hpp>

#include <spnn/share/additive.hpp>
#include <spnn/share/beaver.hpp>
#include <spnn/share/elements.hpp>
#include <spnn/share/open.hpp>
#include <spnn/share/pairwise.hpp>
#include <spnn/share/single_use.hpp>
#include <spnn/share/triple_source.hpp>
#include <spnn/share/triples/dealer.hpp>
#include <spnn/share/triples/in_the_clear.hpp>

#include <spnn/he/additive.hpp>
#include <spnn/he/batch.hpp>
#include <spnn/he/packing.hpp>
#include <spnn/he/scheme/in_the_clear.hpp>
#include <spnn/he/scheme/paillier.hpp>
#include <spnn/he/scheme/paillier_policy.hpp>

#include <spnn/nn/draw.hpp>
#include <spnn/nn/initialise.hpp>
#include <spnn/nn/layer.hpp>
#include <spnn/nn/layer/bias.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/elementwise.hpp>
#include <spnn/nn/layer/identity.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/tanh.hpp>
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
#include <spnn/nn/schedule.hpp>
#include <spnn/nn/sequential.hpp>
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

#include <spnn/split/alignment_policy.hpp>
#include <spnn/split/arrays.hpp>
#include <spnn/split/checkpoint.hpp>
#include <spnn/split/coordination.hpp>
#include <spnn/split/cost.hpp>
#include <spnn/split/course.hpp>
#include <spnn/split/defence.hpp>
#include <spnn/split/defence/any.hpp>
#include <spnn/split/defence/marvell.hpp>
#include <spnn/split/defence/max_norm.hpp>
#include <spnn/split/defence/no_defence.hpp>
#include <spnn/split/estimate.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/noise.hpp>
#include <spnn/split/first_layer/product.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/joined.hpp>
#include <spnn/split/membership.hpp>
#include <spnn/split/messages.hpp>
#include <spnn/split/model.hpp>
#include <spnn/split/model_file.hpp>
#include <spnn/split/narrow.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/options.hpp>
#include <spnn/split/party.hpp>
#include <spnn/split/plan.hpp>
#include <spnn/split/plan_codec.hpp>
#include <spnn/split/policy.hpp>
#include <spnn/split/query_budget.hpp>
#include <spnn/split/receive.hpp>
#include <spnn/split/role/coordinator.hpp>
#include <spnn/split/role/dealer.hpp>
#include <spnn/split/role/feature_steps.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/labeler.hpp>
#include <spnn/split/role/relay.hpp>
#include <spnn/split/role/server.hpp>
#include <spnn/split/session.hpp>
#include <spnn/split/simulate.hpp>
#include <spnn/split/view.hpp>
#include <spnn/split/zone/features.hpp>
#include <spnn/split/zone/hidden.hpp>
#include <spnn/split/zone/label.hpp>
