extension ManualGuide {
    /// Providers from H to Z; steps after each vendor's help pages.
    static let providersHToZ: [ManualGuide] = [
        ManualGuide(
            provider: "microsoft", person: .account, link: "https://myapps.microsoft.com",
            steps: [
                "Open the page, signed in with the account that granted.",
                "On the app's tile choose the three dots and “Manage your application”.",
                "Compare the permissions with the scopes of this task and choose “Revoke consent”.",
                "What an administrator consented to for everybody stays: ask one.",
            ],
            confirmation: "The next listing of the Microsoft Entra connector no longer shows it.", lastChecked: nil,
            residualAccessSeconds: 3600),
        ManualGuide(
            provider: "okta", person: .administrator, link: "https://{organisation}-admin.okta.com/admin/users",
            steps: [
                "Open Directory > People and choose the person.",
                "Under “Applications” and “More actions” look for the app's grants and tokens.",
                "Revoke the grants of this app and its refresh tokens.",
            ],
            confirmation: "The next listing of the Okta connector no longer shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "salesforce", person: .account,
            link: "https://{domain}.my.salesforce.com/lightning/settings/personal/AdvancedUserDetails/home",
            steps: [
                "Open the personal settings, “Advanced User Details”.",
                "Go to “OAuth Connected Apps”.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Revoke” on every line of the app.",
            ],
            confirmation: "The next listing of the Salesforce connector no longer shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "salesforce", person: .administrator,
            link: "https://{domain}.my.salesforce.com/lightning/setup/ConnectedAppsUsage/home",
            steps: [
                "Open Setup > Connected Apps OAuth Usage. View Setup and Manage Users are needed to see it.",
                "Find the app by its exact name.",
                "Choose “Block”: this ends current sessions and keeps everybody out.",
            ],
            confirmation: "Connected Apps OAuth Usage shows the app as blocked; the next listing shows no token of it.",
            lastChecked: "2026-10", residualAccessSeconds: nil),
        ManualGuide(
            provider: "slack", person: .account, link: "https://{workspace}.slack.com/apps/manage",
            steps: [
                "Open the page, signed in with the account that granted.",
                "Choose the app, then “Configuration”.",
                "Under “Authorizations” find your own and choose “Revoke”.",
            ],
            confirmation: "The workspace's integration log has a “removed” entry for the app and the person.",
            lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "slack", person: .administrator, link: "https://{workspace}.slack.com/apps/manage",
            steps: [
                "Open the page as an owner of the workspace.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Under “Configuration” choose “Remove app”: this takes it away from everybody.",
                "Turn on app approval so that it cannot come back unasked.",
            ],
            confirmation: "The app is no longer among the installed apps; the integration log has a “removed” entry.",
            lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "zendesk", person: .administrator,
            link: "https://{subdomain}.zendesk.com/admin/apps-integrations/apis/apis/oauth_clients",
            steps: [
                "Open Admin Center > Apps and integrations > APIs > OAuth clients.",
                "Find the client; what is shown may be only the newest token of a person.",
                "Delete the client, or its tokens one after another until none is left.",
            ],
            confirmation: "The next listing of the Zendesk connector no longer shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "notion", person: .account, link: "https://www.notion.so/profile/connections",
            steps: [
                "Open Settings > Connections, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Disconnect account”.",
            ],
            confirmation: "The connection is no longer listed; on the Enterprise plan the audit log shows it.",
            lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "notion", person: .administrator, link: "https://www.notion.so/profile/connections",
            steps: [
                "Open Settings > Connections as an owner of the workspace.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Remove the connection, and restrict which connections members may add.",
            ],
            confirmation: "The connection is no longer listed; on the Enterprise plan the audit log shows it.",
            lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "zoom", person: .account, link: "https://marketplace.zoom.us/user/installed",
            steps: [
                "Open the page, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Remove”.",
            ],
            confirmation: "The app is no longer among the added apps.", lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "zoom", person: .administrator, link: "https://marketplace.zoom.us/",
            steps: [
                "Open Marketplace > Manage > Apps on account.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Remove it, and withdraw its approval.",
            ],
            confirmation: "The app is no longer among the account's apps.", lastChecked: nil, residualAccessSeconds: nil
        ),
        ManualGuide(
            provider: "linear", person: .account, link: "https://linear.app/settings/account/security",
            steps: [
                "Open Settings > Security & access, signed in with the account that granted.",
                "Go to “Authorized applications”.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Revoke access”.",
            ],
            confirmation: "The app is no longer listed; the workspace's audit log shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "linear", person: .administrator, link: "https://linear.app/settings/applications",
            steps: [
                "Open Settings > Applications as an administrator.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Remove it from the workspace.",
            ],
            confirmation: "The app is no longer listed; the workspace's audit log shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "hubspot", person: .administrator, link: "https://app.hubspot.com/l/connected-apps",
            steps: [
                "Open Settings > Integrations > Connected Apps as a super administrator.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Uninstall” and confirm by typing what is asked for.",
            ],
            confirmation: "The app is no longer connected; the account's audit log shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "trello", person: .account, link: "https://id.atlassian.com/manage-profile/apps",
            steps: [
                "Open the page, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Remove its access; for Trello's own list open Trello > Settings > Applications.",
            ],
            confirmation: "The app is on neither list.", lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "webex", person: .administrator, link: "https://admin.webex.com/",
            steps: [
                "Open Control Hub > Apps > Integrations as a full, device or user administrator.",
                "Find the integration by its exact name or client id.",
                "Revoke its authorisations, or block it for everybody.",
            ],
            confirmation: "The integration has no authorisation of the person left.", lastChecked: "2026-10",
            residualAccessSeconds: nil),
    ]
}
