namespace SmtpAdmin.Spf;

/// <summary>A new record, before it is split: its parts in their order, and its end.</summary>
internal sealed class SpfFlatDraft
{
    private SpfFlatDraft(IReadOnlyList<SpfPart> parts, IReadOnlyList<string> end, SpfStepList steps)
    {
        Parts = parts;
        End = end;
        Steps = steps;
        KeptCost = SpfCost.Of(steps.Kept.Select(kept => kept.Term));
    }

    /// <summary>What stands before the end.</summary>
    public IReadOnlyList<SpfPart> Parts { get; }

    /// <summary><c>all</c> or <c>redirect=</c>, and the other modifiers.</summary>
    public IReadOnlyList<string> End { get; }

    /// <summary>The decision that it says.</summary>
    public SpfStepList Steps { get; }

    /// <summary>What the terms cost that stay.</summary>
    public SpfCost KeptCost { get; }

    /// <summary>Says a decision in as few networks as can be, without changing the order of what may not change it.</summary>
    /// <param name="steps">The decision.</param>
    /// <param name="record">The record that it is of, whose modifiers stay.</param>
    public static SpfFlatDraft Of(SpfStepList steps, SpfRecord record)
    {
        var parts = new List<SpfPart>();
        var decided = new SpfAddressSet();
        SpfListedStep? open = null;
        foreach (var step in steps.Steps)
        {
            if (step is SpfListedStep listed && (open is null || open.Qualifier == listed.Qualifier))
            {
                open ??= new SpfListedStep(listed.Qualifier, new SpfAddressSet());
                open.Addresses.Add(listed.Addresses);
                continue;
            }
            Close();
            if (step is SpfListedStep next) open = new SpfListedStep(next.Qualifier, next.Addresses.Copy());
            else parts.Add(new SpfPart("", [((SpfKeptStep)step).Text], IsListed: false));
        }
        // What the end says of all others need not be said of some before it.
        if (open is not null && open.Qualifier == steps.End) open = null;
        Close();
        string[] end = [.. steps.All is { } all ? [AllText(all)] : steps.Redirect is { } redirect ? [redirect.Text] : Array.Empty<string>(), .. Modifiers(record)];
        return new SpfFlatDraft(parts, end, steps);

        void Close()
        {
            if (open is null) return;
            var networks = open.Addresses.Networks.Where(network => !decided.Contains(network)).Select(Text).ToArray();
            if (networks.Length > 0) parts.Add(new SpfPart(open.Sign, networks, IsListed: true));
            decided.Add(open.Addresses);
            open = null;
        }
    }

    /// <summary>The modifiers that do not decide: an explanation, and those that nobody knows.</summary>
    public static IEnumerable<string> Modifiers(SpfRecord record) => record.Terms.OfType<SpfModifier>().Where(modifier => !modifier.IsRedirect).Select(modifier => modifier.Text);

    /// <summary>The directive that matches everyone.</summary>
    public static string AllText(SpfQualifier qualifier) => qualifier switch { SpfQualifier.Fail => "-all", SpfQualifier.SoftFail => "~all", SpfQualifier.Pass => "+all", _ => "?all" };

    private static string Text(SpfNetwork network) => $"{(network.IsIPv6 ? "ip6" : "ip4")}:{network}";
}
