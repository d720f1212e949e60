#pragma once
#include <stddef.h>

/// The data files of this build, embedded so that the product stays one binary.
typedef struct {
    const unsigned char *_Nonnull bytes;
    size_t size;
} gnomon_shipped_file;

extern const gnomon_shipped_file gnomon_providers_json;
extern const gnomon_shipped_file gnomon_apps_csv;
extern const gnomon_shipped_file gnomon_scopes_csv;
extern const gnomon_shipped_file gnomon_risk_model_json;
extern const gnomon_shipped_file gnomon_policy_json;
extern const gnomon_shipped_file gnomon_app_classifier_csv;
