/// What each of the product's metrics counts, in one sentence: the `# HELP` lines of `/metrics`.
package enum MetricHelp {
    package static let texts = [
        "gnomon_enrolments_refused_total": "Enrolments and rotations of credentials that were refused, by code.",
        "gnomon_enrolments_total": "Credentials given to sensors, by enrolment or rotation.",
        "gnomon_events_accepted_total": "Events of reports that were taken and had not come before in the same report.",
        "gnomon_events_conflict_total": "Events with the id of an earlier one and other content, found in analysis.",
        "gnomon_events_duplicate_total": "Events of repeated reports, and repeats inside one report.",
        "gnomon_events_received_total": "Events of all reports that were taken, rejected and repeated ones included.",
        "gnomon_events_rejected_total": "Events rejected by themselves at the door, by reason.",
        "gnomon_events_repeated_total": "Events that came before in another report, found in analysis.",
        "gnomon_events_set_aside_total": "Events whose analysis failed too often or that were erased before it.",
        "gnomon_events_stored_total": "Events that analysis has joined to grants.",
        "gnomon_findings_opened_total": "Findings opened or opened again.",
        "gnomon_grants_new_total": "Grants seen for the first time.",
        "gnomon_inbox_bytes": "Bytes of stored reports that wait for analysis.",
        "gnomon_inbox_events": "Events that wait for analysis.",
        "gnomon_job_attempts_total": "Attempts of jobs that ended, by step and outcome.",
        "gnomon_queue_bytes": "Bytes of reports in memory that wait for their commit.",
        "gnomon_report_to_finding_seconds":
            "Time from a report's arrival to the commit that makes its findings readable.",
        "gnomon_reports_accepted_total": "Reports answered with 202, repeated ones included.",
        "gnomon_reports_refused_total":
            "Requests refused at the door, by code; also those too broken or slow to name a path.",
        "gnomon_stripped_values_total": "Values shortened because a part of them may not be kept.",
        "gnomon_unknown_fields_total": "Fields that the schema does not know; they are not kept.",
    ]
}
