// spnn.hpp: the whole library, for first tries. Programs that care for compile time include what they use.
//
// The one header that is not here is data/gzip.hpp, a component of its own (spnn::gzip).

#pragma once

#include <spnn/core/abi.hpp>
#include <spnn/core/bytes.hpp>
#include <spnn/core/deadline.hpp>
#include <spnn/core/error.hpp>
#include <spnn/core/fixed_point.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/core/random.hpp>
#include <spnn/core/ring.hpp>
#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/core/secret.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/version.hpp>
