namespace SmtpAdmin.Reputation;

/// <summary>What of a run is shown.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="knowsChanges">What earlier runs saw is known. Where it should be and is not, every listing is shown instead of each change: better twice than never.</param>
internal sealed class DnsblFilter(DnsblRunRequest request, bool knowsChanges)
{
    private bool ChangedOnly => request.ChangedOnly && knowsChanges;

    private bool ListedOnly => request.ListedOnly || (request.ChangedOnly && !knowsChanges);

    public bool Shows(DnsblResult result) =>
        !request.Summary && (!ChangedOnly || result.Change is not null) && (!ListedOnly || result.Status == DnsblStatus.Listed);

    public bool Shows(DnsblSummary summary) => (!ChangedOnly || summary.Changes > 0) && (!ListedOnly || summary.Listed > 0);

    /// <summary>Answers that are not known are not shown, nor are the summaries of targets of which nothing is.</summary>
    public bool HidesUndecided => request.ListedOnly || request.ChangedOnly;

    /// <summary>What is to be said of answers that nobody saw; null for nothing. A task that speaks only of changes stays silent.</summary>
    public string? WhatItHid(DnsblListTallies lists)
    {
        if (!request.ListedOnly || request.ChangedOnly) return null;
        var answers = lists.Sum();
        if (answers.Undecided == 0) return null;
        return FormattableString.Invariant(
            $"{answers.Undecided:N0} of {answers.Decided + answers.Undecided:N0} answers are not known ({answers}) and not shown. Test-DnsblProvider says which lists can be used from here.");
    }
}
