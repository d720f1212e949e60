extension ManualGuide {
    /// Providers from A to G; steps after each vendor's help pages.
    static let providersAToG: [ManualGuide] = [
        ManualGuide(
            provider: "google", person: .account, link: "https://myaccount.google.com/connections",
            steps: [
                "Open the page, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Delete all connections” for the app and confirm.",
            ],
            confirmation: "The next listing of the Google Workspace connector no longer shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "google", person: .administrator, link: "https://admin.google.com/ac/owl/list?tab=apps",
            steps: [
                "Open Security > Access and data control > API controls > Manage app access.",
                "Find the app by its client id.",
                "Choose “Change access” and “Blocked”: this keeps everybody from granting again.",
                "Let each person's grant be revoked too: blocking alone leaves it listed.",
            ],
            confirmation:
                "The next listing of the Google Workspace connector no longer shows the grant; the console shows the app as blocked.",
            lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "github", person: .account, link: "https://github.com/settings/applications",
            steps: [
                "Open the page, signed in with the account that granted.",
                "Look under both “Authorized OAuth Apps” and “Authorized GitHub Apps”.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Revoke” and confirm. No administrator can do this for you.",
            ],
            confirmation: "The app is on neither list; the security log has an “oauth_authorization.destroy” entry.",
            lastChecked: "2026-10", residualAccessSeconds: nil),
        ManualGuide(
            provider: "github", person: .administrator,
            link: "https://github.com/organizations/{organisation}/settings/oauth_application_policy",
            steps: [
                "Open the organisation's settings, “OAuth app policy”, as an owner.",
                "Deny the app, or turn on restrictions: this keeps it from the organisation's data.",
                "For a GitHub App open “GitHub Apps”, choose “Configure” and “Uninstall”.",
                "Ask each person to revoke their own authorisation as well.",
            ],
            confirmation: "The app is denied or no longer installed; each person has confirmed.",
            lastChecked: "2026-10", residualAccessSeconds: nil),
        ManualGuide(
            provider: "gitlab", person: .account, link: "https://gitlab.com/-/user_settings/applications",
            steps: [
                "Open the page, signed in with the account that granted; on a server of your own replace the host.",
                "Go to “Authorized applications”.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Revoke”.",
            ],
            confirmation: "The app is no longer among the authorised applications.", lastChecked: "2026-10",
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "dropbox", person: .account, link: "https://www.dropbox.com/account/connected_apps",
            steps: [
                "Open the page, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Disconnect”.",
            ],
            confirmation: "The next listing of the Dropbox connector no longer shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "dropbox", person: .administrator,
            link: "https://www.dropbox.com/team/admin/settings/integrations",
            steps: [
                "Open the admin console's settings for integrations. Apps that an administrator linked for the team are shown only there.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Remove it from the team.",
            ],
            confirmation: "The console no longer shows the app for the team.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "asana", person: .account, link: "https://app.asana.com/0/my-apps",
            steps: [
                "Open Settings > Apps, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Deauthorize”.",
            ],
            confirmation: "The app is no longer listed; on the Enterprise plan the audit log shows it.",
            lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "asana", person: .administrator, link: nil,
            steps: [
                "Open the Admin console > Apps.",
                "Find the app by its exact name.",
                "Block it: this keeps everybody from granting again.",
                "Ask each person to deauthorise it as well.",
            ],
            confirmation: "The admin console shows the app as blocked; each person has confirmed.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "figma", person: .account, link: "https://www.figma.com/settings",
            steps: [
                "Open Settings > Connected apps, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Revoke access”.",
            ],
            confirmation: "The app is no longer listed; the organisation's activity log shows it.", lastChecked: nil,
            residualAccessSeconds: nil),
        ManualGuide(
            provider: "box", person: .account, link: "https://app.box.com/account",
            steps: [
                "Open Account settings, signed in with the account that granted.",
                "Go to the list of apps, also under “Security”.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Remove it.",
            ],
            confirmation: "The enterprise's admin events show it.", lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "box", person: .administrator, link: "https://app.box.com/master/custom-apps",
            steps: [
                "Open the Admin Console > Integrations.",
                "Find the app by its exact name or client id.",
                "Disable it for the enterprise.",
            ],
            confirmation: "The console shows the app as disabled; the enterprise's admin events show it.",
            lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "docusign", person: .account, link: "https://apps.docusign.com/",
            steps: [
                "Open Manage Profile > Connected Apps, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Revoke”.",
                "Access may go on for some hours: only new tokens stop at once.",
            ],
            confirmation: "The app is no longer among the connected apps.", lastChecked: "2026-10",
            residualAccessSeconds: 28800),
        ManualGuide(
            provider: "docusign", person: .administrator, link: "https://admin.docusign.com/",
            steps: [
                "Open Docusign Admin > Connected Apps.",
                "Find the app by its exact name or integration key.",
                "Remove the consent given for the whole organisation.",
            ],
            confirmation: "The app is no longer among the organisation's connected apps.", lastChecked: nil,
            residualAccessSeconds: 28800),
        ManualGuide(
            provider: "atlassian", person: .account, link: "https://id.atlassian.com/manage-profile/apps",
            steps: [
                "Open the page, signed in with the account that granted.",
                "Choose the app by its exact name and compare its permissions with the scopes of this task.",
                "Choose “Remove access”. A grant covers all the sites it lists and cannot be ended for one alone.",
            ],
            confirmation: "The app is no longer listed.", lastChecked: nil, residualAccessSeconds: nil),
        ManualGuide(
            provider: "atlassian", person: .administrator, link: "https://admin.atlassian.com/",
            steps: [
                "Open Atlassian Administration > Connected apps.",
                "Find the app by its exact name.",
                "Block or remove it, or forbid it by a data security policy's rule on app access.",
                "Ask each person to remove their own access as well.",
            ],
            confirmation: "The app is no longer among the connected apps; each person has confirmed.", lastChecked: nil,
            residualAccessSeconds: nil),
    ]
}
