// mpc.hpp: a whole network on shares of two parties, with a dealer who is not there while they compute.
//
// So far function secret sharing, which its gates stand on, and the first of their formulas.

#pragma once

#include <spnn/fss/comparison.hpp>
#include <spnn/fss/dcf.hpp>
#include <spnn/fss/dpf.hpp>
#include <spnn/fss/drelu.hpp>
#include <spnn/fss/hash.hpp>
#include <spnn/fss/table.hpp>
#include <spnn/fss/tile.hpp>

#include <spnn/mpc/one_round_relu.hpp>
#include <spnn/mpc/precision.hpp>
#include <spnn/mpc/truncated_relu.hpp>
#include <spnn/mpc/truncation.hpp>
