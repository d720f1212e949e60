/// Domains under which a company gives names to its customers.
///
/// `someone.replit.app` is the customer's program, not Replit: what is known of the domain says nothing of the
/// names below it. The list is the project's own, from the hosting companies' documentation.
enum SharedHosting {
    /// Whether the names below `domain` (lower case) belong to somebody else than the domain.
    static func isShared(_ domain: Substring) -> Bool {
        self.domains.contains(domain)
    }

    private static let domains: Set<Substring> = [
        // Programs made and run by AI builders.
        "base44.app", "bolt.host", "created.app", "emergent.host", "hf.space", "lovable.app",
        "lovableproject.com", "manus.space", "replit.app", "replit.dev", "repl.co", "rork.app", "v0.build",
        "webcontainer.io", "bubbleapps.io", "streamlit.app", "gradio.live", "modal.run", "chatgpt.site",
        // Web hosting.
        "amplifyapp.com", "appspot.com", "azurewebsites.net", "azurestaticapps.net", "azurecontainerapps.io",
        "azurefd.net", "cloudapp.azure.com", "cloudapp.net", "cloudfront.net", "deno.dev", "elasticbeanstalk.com",
        "fly.dev",
        "firebaseapp.com",
        "github.io", "github.dev", "gitlab.io", "glitch.me", "herokuapp.com", "koyeb.app", "netlify.app", "now.sh",
        "ondigitalocean.app", "onrender.com", "pages.dev", "pythonanywhere.com", "railway.app", "run.app",
        "surge.sh", "trafficmanager.net", "up.railway.app", "vercel.app", "vercel.dev", "web.app", "workers.dev",
        "zeabur.app", "amazonaws.com", "on.aws", "googleusercontent.com", "cloudfunctions.net", "stackblitz.io",
        "csb.app", "codesandbox.io", "gitpod.io", "app.github.dev", "devtunnels.ms", "usercontent.goog",
        // Tunnels to somebody's own machine.
        "ngrok.io", "ngrok.app", "ngrok.dev", "ngrok-free.app", "ngrok-free.dev", "loca.lt", "trycloudflare.com",
        "serveo.net", "localhost.run", "lhr.life", "tunnelmole.net", "ts.net",
        // Sites, shops and tenants.
        "atlassian.net", "auth0.com", "b2clogin.com", "blogspot.com", "ciamlogin.com", "clerk.accounts.dev",
        "carrd.co", "framer.app", "framer.website", "myshopify.com", "notion.site", "okta.com", "sharepoint.com",
        "softr.app", "supabase.co", "weebly.com", "webflow.io", "wixsite.com", "wordpress.com", "wpengine.com",
        "zendesk.com", "glide.page", "glideapp.io", "retool.com", "typedream.app", "substack.com",
    ]
}
