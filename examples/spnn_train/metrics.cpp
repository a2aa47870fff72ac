#include "metrics.hpp"

#include <spnn/data/metrics.hpp>

namespace spnn_train {

namespace data = spnn::data;

metric_list metrics_of(task t, const spnn::matrix<float>& predictions, const std::vector<float>& labels) {
    const auto scores = spnn::elements(predictions);
    switch (t) {
        case task::binary:
            return {{"auc", data::auc(scores, labels)},
                    {"ks", data::ks(scores, labels)},
                    {"log_loss", data::log_loss(scores, labels)},
                    {"accuracy", data::accuracy(predictions, labels)}};
        case task::classes:
            return {{"accuracy", data::accuracy(predictions, labels)},
                    {"log_loss", data::log_loss(predictions, labels)}};
        default:
            return {{"rmse", data::rmse(scores, labels)},
                    {"mean_absolute_error", data::mean_absolute_error(scores, labels)}};
    }
}

double value_of(const metric_list& metrics, const std::string& name) {
    for (const auto& [key, value] : metrics)
        if (key == name) return value;
    throw spnn::usage_error("no metric is named " + name);
}

std::string main_metric_title(task t) {
    return t == task::binary ? "test AUC" : t == task::classes ? "accuracy" : "test RMSE";
}

}  // namespace spnn_train
