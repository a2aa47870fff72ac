#include "models.hpp"

#include <spnn/split/first_layer/masked.hpp>

namespace evaluation {

template <class Shape>
split::simulation_result<net_of<Shape>> simulate_masked(const split::plan& p, const split::vertical_table& train,
                                                        const split::vertical_table& test,
                                                        const split::simulation_options& options) {
    return split::simulate<net_of<Shape>, split::masked<>>(p, train, test, {}, options);
}

template split::simulation_result<net_of<fraud_shape>> simulate_masked<fraud_shape>(const split::plan&,
                                                                                    const split::vertical_table&,
                                                                                    const split::vertical_table&,
                                                                                    const split::simulation_options&);
template split::simulation_result<net_of<distress_shape>> simulate_masked<distress_shape>(
    const split::plan&, const split::vertical_table&, const split::vertical_table&, const split::simulation_options&);

}  // namespace evaluation
