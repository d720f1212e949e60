#include "CShippedData.h"

// `#embed` is C23; clang offers it in every mode and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define GNOMON_FILE(name) {name##_bytes, sizeof(name##_bytes)}

static const unsigned char providers_bytes[] = {
#embed "data/providers.json"
};
static const unsigned char apps_bytes[] = {
#embed "data/apps.csv"
};
static const unsigned char scopes_bytes[] = {
#embed "data/scopes.csv"
};
static const unsigned char risk_model_bytes[] = {
#embed "data/risk-model.json"
};
static const unsigned char policy_bytes[] = {
#embed "data/policy.json"
};
static const unsigned char app_classifier_bytes[] = {
#embed "data/app-classifier.csv"
};

const gnomon_shipped_file gnomon_providers_json = GNOMON_FILE(providers);
const gnomon_shipped_file gnomon_apps_csv = GNOMON_FILE(apps);
const gnomon_shipped_file gnomon_scopes_csv = GNOMON_FILE(scopes);
const gnomon_shipped_file gnomon_risk_model_json = GNOMON_FILE(risk_model);
const gnomon_shipped_file gnomon_policy_json = GNOMON_FILE(policy);
const gnomon_shipped_file gnomon_app_classifier_csv = GNOMON_FILE(app_classifier);
