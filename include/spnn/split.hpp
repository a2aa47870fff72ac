// split.hpp: split networks (SPNN): the data holders compute the first layer under secret sharing, a server the hidden
// layers in the clear, the label owner the loss.
//
// Zhou et al., "Towards Scalable and Privacy-Preserving Deep Neural Network via Algorithmic-Cryptographic Co-design",
// ACM TIST 2022 (arXiv 2012.09364). The protocol by homomorphic encryption is a header of its own,
// split/first_layer/encrypted.hpp, for its compile time.

#pragma once

#include <spnn/split/checkpoint_owner.hpp>
#include <spnn/split/cost.hpp>
#include <spnn/split/estimate.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/first_layer/holder_base.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/product.hpp>
#include <spnn/split/first_layer/scale.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/first_layer/summing_server.hpp>
#include <spnn/split/joined.hpp>
#include <spnn/split/messages.hpp>
#include <spnn/split/model.hpp>
#include <spnn/split/narrow.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/options.hpp>
#include <spnn/split/parties.hpp>
#include <spnn/split/party_session.hpp>
#include <spnn/split/plan.hpp>
#include <spnn/split/proposal.hpp>
#include <spnn/split/role/dealer.hpp>
#include <spnn/split/role/feature_steps.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/labeler.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/split/role/relay.hpp>
#include <spnn/split/role/server.hpp>
#include <spnn/split/simulate.hpp>
#include <spnn/split/use.hpp>
#include <spnn/split/view.hpp>
#include <spnn/split/zone/features.hpp>
#include <spnn/split/zone/hidden.hpp>
#include <spnn/split/zone/label.hpp>
