import Grants

/// The grammar's words, singular and lower-case; a plural in `s` is found by its singular.
///
/// Written from the scopes that vendors publish, so that they hold for vendors that nobody looked at.
extension ScopeLexicon {
    static let traits: [(ScopeWord.Traits, String)] = [
        (
            .administers,
            """
            admin administer administration administrator full fullcontrol owner root super superuser sudo \
            impersonate impersonation god master accountadmin securityadmin orgadmin sysadmin useradmin
            """
        ),
        (.manages, "manage management manager managed control maintain"),
        (
            .writes,
            """
            write writer readwrite rw edit editor create update delete modify insert send remove upload \
            publish compose add patch put upsert creates updates deletes writeonly w wipe purge erase destroy drop terminate withdraw sendmoney redact blacklist \
            blocklist
            """
        ),
        (
            .acts,
            """
            post import set execute invoke run change submit approve cancel archive unarchive start stop activate \
            deactivate enable disable assign unassign invite join leave initiate append reply trigger restore process \
            compute generate revoke transfer move merge migrate migration refund attach moderate moderator respond \
            share rename ingest schedule reset connect build deploy act use access accessasuser convert sync \
            enrol enroll reserve redeem capture void pay dispatch submit vote contribute grant bypass exec shell decrypt payout
            """
        ),
        (
            .reads,
            """
            read reader readonly ro r readbasic readaccess view viewer list get search export download fetch history \
            query watch see lookup show browse retrieve find retrieval
            """
        ),
        (
            .powerful,
            """
            all full fullcontrol admin administrator administer administration root owner manage management delete \
            impersonate impersonation super superuser sudo everything unrestricted god global any entire master accountadmin securityadmin orgadmin sysadmin useradmin \
            wipe purge erase destroy drop terminate bypass withdraw exec shell decrypt sendmoney
            """
        ),
        (
            .harmless,
            """
            tag webhook hook notification setting preference category categories template language locale theme \
            emoji bookmark favorite favourite playlist link status location catalog catalogue product inventory \
            inventories variant menu plan color colour translation country countries currency currencies field \
            schema property properties type pin star feed config configuration integration marketplace like game \
            track achievement reaction follow follower command mention timezone region badge layout dnd reminder topic \
            availability readstate customemoji section spacesetting
            """
        ),
        (
            .filler,
            """
            api scope http https www com net org auth oauth the a an of my own self me data object public private \
            default service standard basic custom current for and or on by to in with from resource rest core \
            portal platform client feature v app application module online web io cm
            """
        ),
        (
            .vague,
            """
            user group member account content service activity report record item key token session log team event \
            role permission organization organisation org media label comment client security table source \
            authentication build credential job card base page content order workspace function
            """
        ),
        (
            .governs,
            """
            user member role org organization organisation domain permission policy policies device directory \
            directories group tenant people membership admin
            """
        ),
        (.all, "all everything"),
        (.readOnly, "readonly readbasic ro only"),
        (.outline, "metadata basic outline header headers preview freebusy"),
        (.limited, "appdata appfolder createdbyapp ownedby selected addons addon"),
        (.sends, "send compose"),
        (.shared, "shared"),
        (.product, "jira confluence bitbucket compass"),
        (.place, "channel im mpim group call bot guild teamwork"),
        (.content, "message history dm sms voicemail fax thread discussion conversation mail transcript file search"),
        (
            .weighty,
            """
            audit auditlog search secret password credential transcript recording health medical patient clinical salary \
            compensation payslip ediscovery legalhold protected confidential scim token apitoken otp passcode vault ssn \
            pan cvv apikey streamkey env key discovery compliance sensitive salaries
            """
        ),
    ]

    static let nouns: [(DataClass, String)] = [
        (.mail, "mail email gmail mailbox mailboxes imap smtp pop inbox ews mailtips newsletter"),
        (
            .calendar,
            """
            calendar event scheduler schedule meeting booking appointment availability freebusy webinar place room \
            reservation onlinemeeting timeslot visit
            """
        ),
        (
            .files,
            """
            file drive document doc site attachment sheet spreadsheet onedrive sharepoint folder page note notebook \
            wiki content media asset recording transcript presentation slide blob printer print library libraries \
            photo photoslibrary picture image video whiteboard knowledge article space confluence termstore pdf \
            export keep form paper storagecontainer
            """
        ),
        (
            .sourceCode,
            """
            repo repository repositories code commit gist workflow pullrequest snippet pull branch branches pipeline \
            build package packaging runner git codespace deployment artifact registry registries release vso bitbucket \
            script function
            """
        ),
        (
            .messaging,
            """
            chat channel message im mpim conversation team teamwork teamsapp sms voicemail call dm thread discussion \
            imchat imgroup messaging whatsapp fax telephony bot chatter phone guild
            """
        ),
        (
            .directory,
            """
            directory directories user group member membership org organization organisation role domain device \
            people person permission policy policies tenant audit auditlog account security usergroup license licence \
            profilephoto scim administrativeunit consent entitlement agent threat presence orgunit authentication \
            authenticator session userschema branding synchronization synchronisation governance privileged \
            lifecycle provisioning identitygovernance identityrisk tenantgovernance datatransfer workspace
            """
        ),
        (
            .crm,
            """
            crm contact deal lead opportunity opportunities customer sales ticket case prospect campaign subscriber \
            engagement audience marketing sfdc loyalty
            """
        ),
        (
            .projects,
            """
            project issue task jira board card sprint workitem work epic milestone backlog todo story stories goal \
            planner timeentry timeentries worklog item label comment storyline okr roadmap record base table \
            servicedesk compass
            """
        ),
        (
            .finance,
            """
            finance financial invoice payment accounting billing transaction bank banking payroll expense bill charge \
            order purchase subscription payout tax taxes budget ledger journal price pricing quote estimate credit \
            creditnote debitnote balance vendor supplier checkout cost wallet loan revenue treasury settlement \
            dispute salesorder purchaseorder customerpayment vendorpayment paymentservice gift giftcard cash merchant
            """
        ),
        (
            .hr,
            """
            hr employee timeoff salary recruiting recruit candidate compensation benefit job jobopening offer edu \
            education course learning attendance timesheet applicant interview onboarding pto absence worker roster \
            student curricula curriculum classroom requisition timecard
            """
        ),
        (
            .cloudInfra,
            """
            cloud compute storage cluster kubernetes infra infrastructure server azure keyvault vault secret key \
            network dns droplet instance monitoring log certificate firewall bigquery datastore pubsub lambda \
            container vm ssh token apikey zone bucket firebase cloudpc sqlservice windowsupdate windows incident \
            alert observability spanner iam devstorage sqladmin kms cloudkms dataproc dataflow memorystore logging cloudiot
            """
        ),
        (
            .analytics,
            "analytics analytic report insight metric stat statistic dashboard usage tracking telemetry reporting ads"
        ),
    ]
}
