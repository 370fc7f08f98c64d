namespace SmtpAdmin.Smtp.Client;

/// <summary>One way for a rule to fit. All that is given must hold; of a list, one entry is enough.</summary>
internal sealed record CauseMatcher
{
    /// <summary>The stage that failed.</summary>
    public IReadOnlyList<SmtpStage> Stages { get; init; } = [];

    /// <summary>The kind of failure.</summary>
    public IReadOnlyList<SmtpFailureKind> Failures { get; init; } = [];

    /// <summary>Reply codes, <c>x</c> for any digit: <c>535</c>, <c>45x</c>.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Enhanced codes, <c>*</c> for any number: <c>5.7.1</c>, <c>4.7.*</c>.</summary>
    public IReadOnlyList<string> Enhanced { get; init; } = [];

    /// <summary>A linear regular expression, in any case, on the reply's text, or on what happened where there is no reply.</summary>
    public string? Text
    {
        get;
        init
        {
            field = value;
            Pattern = value is null ? null : new TextPattern(value);
        }
    }

    /// <summary><see cref="Text"/>, ready for use.</summary>
    internal TextPattern? Pattern { get; private init; }

    /// <summary>The provider, as chosen or as told by the server's name.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>The TCP port.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>How the connection was to be encrypted.</summary>
    public IReadOnlyList<SmtpSecurity> Securities { get; init; } = [];

    /// <summary>The AUTH mechanism that was used.</summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = [];

    /// <summary>Another port of the server did answer, or did not; null for either.</summary>
    public bool? AlternatePortOpen { get; init; }

    /// <summary>The port answered a TLS handshake when it had sent no greeting, or did not; null for either.</summary>
    public bool? ExpectsTls { get; init; }

    /// <summary>X.509 status names of which the chain has one.</summary>
    public IReadOnlyList<string> ChainErrors { get; init; } = [];

    /// <summary>What else must hold: all of these.</summary>
    public IReadOnlyList<CauseFact> Facts { get; init; } = [];

    /// <summary>The matcher fits. The regular expression comes last: the rest is cheap and mostly decides.</summary>
    public bool Fits(CauseEvidence evidence)
    {
        var result = evidence.Result;
        return Allows(Stages, evidence.Stage)
            && Allows(Failures, evidence.Kind)
            && Allows(Ports, result.Port)
            && Allows(Securities, result.Security)
            && (AlternatePortOpen is null || AlternatePortOpen == result.AlternatePortOpen.HasValue)
            && (ExpectsTls is null || ExpectsTls == result.ExpectsTls)
            && (Providers.Count == 0 || Has(Providers, evidence.Provider))
            && (Mechanisms.Count == 0 || Has(Mechanisms, result.AuthMechanism))
            && Facts.All(evidence.Facts.Contains)
            && (Codes.Count == 0 || Codes.Any(pattern => FitsCode(pattern, evidence.Code)))
            && (Enhanced.Count == 0 || Enhanced.Any(pattern => FitsEnhanced(pattern, evidence.EnhancedCode)))
            && (ChainErrors.Count == 0 || (result.Tls?.ChainErrors.Any(error => ChainErrors.Any(name => IsStatus(error, name))) ?? false))
            && (Pattern is null || Pattern.IsMatch(evidence.Text));
    }

    private static bool Allows<T>(IReadOnlyList<T> allowed, T value) => allowed.Count == 0 || allowed.Contains(value);

    private static bool Has(IReadOnlyList<string> names, string? name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool FitsCode(string pattern, string? code) =>
        code is not null && code.Length == pattern.Length && pattern.Zip(code).All(pair => pair.First == 'x' || pair.First == pair.Second);

    private static bool FitsEnhanced(string pattern, string? code)
    {
        if (code is null) return false;
        var (wanted, parts) = (pattern.Split('.'), code.Split('.'));
        return wanted.Length == parts.Length && wanted.Zip(parts).All(pair => pair.First == "*" || pair.First == pair.Second);
    }

    /// <summary>An error begins with its status name.</summary>
    private static bool IsStatus(string error, string name) =>
        error.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (error.Length == name.Length || !char.IsAsciiLetter(error[name.Length]));
}
