using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Cli.Options;

/// <summary>The options that say how messages are signed.</summary>
internal sealed class DkimSigningArguments
{
    private static readonly DkimSigningRequest Defaults = new();

    private readonly Option<string[]> _domain = Several.Option("--domain", "The domains that sign: one for each key, or one for all.");
    private readonly Option<string[]> _selector = Several.Option("--selector", "The selectors of the keys, in their order.");
    private readonly Option<string[]> _privateKeyPath = Several.Option("--private-key-path", "The files of the private keys; each makes a signature.");
    private readonly Option<string?> _identity = new("--identity") { Description = "On whose behalf it is signed (i=): an address, or '@' and a domain." };
    private readonly Option<DkimCanonicalization?> _headerCanonicalization = Choice.Option<DkimCanonicalization>("--header-canonicalization", "How the header fields are canonicalized; Relaxed unless given.");
    private readonly Option<DkimCanonicalization?> _bodyCanonicalization = Choice.Option<DkimCanonicalization>("--body-canonicalization", "How the body is canonicalized; Relaxed unless given.");
    private readonly Option<string[]> _header = Several.Option("--header", "The header fields to sign besides From, in place of the usual ones.");
    private readonly Option<string[]> _overSignHeader = Several.Option("--over-sign-header", "The header fields of which none may be added; '' for none.");
    private readonly Option<DateTimeOffset?> _timestamp = Time("--timestamp", "When it is signed (t=), in place of now, as 2026-11-21T08:00:00Z.");
    private readonly Option<TimeSpan?> _expireAfter = Value.Option<TimeSpan>(
        "--expire-after", "How long the signature is to be accepted (x=), as 7.00:00:00 for a week.", "d.hh:mm:ss", "days, hours, minutes and seconds as 7.00:00:00", text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null);

    private readonly Option<DateTimeOffset?> _expiration = Time("--expiration", "Until when the signature is to be accepted (x=), as 2026-11-28T08:00:00Z.");
    private readonly SecretOptions _passphrase;

    public DkimSigningArguments(Command command)
    {
        foreach (var option in (Option[])[_domain, _selector, _privateKeyPath, _identity, _headerCanonicalization, _bodyCanonicalization, _header, _overSignHeader, _timestamp, _expireAfter, _expiration]) command.Options.Add(option);
        _header.CompletionSources.Add([.. DkimHeaderNames.Signed]);
        _overSignHeader.CompletionSources.Add([.. DkimHeaderNames.Signed]);
        (_header.HelpName, _overSignHeader.HelpName) = ("name", "name"); // in place of all that can be completed
        _passphrase = new SecretOptions(command, "passphrase", "the passphrase of the keys that are encrypted");
    }

    /// <summary>The passphrase comes from standard input.</summary>
    public bool ReadsStandardInput(ParseResult parsed) => _passphrase.ReadsStandardInput(parsed);

    /// <summary>What is asked for.</summary>
    /// <exception cref="UsageException">Nothing can be signed so; all but the last reason were told.</exception>
    public DkimSigningRequest Read(ParseResult parsed)
    {
        var request = new DkimSigningRequest
        {
            Domain = Words.Of(parsed, _domain),
            Selector = Words.Of(parsed, _selector),
            PrivateKeyPath = parsed.GetValue(_privateKeyPath) ?? [], // a comma may be part of a file's name
            Identity = parsed.GetValue(_identity),
            HeaderCanonicalization = parsed.GetValue(_headerCanonicalization) ?? Defaults.HeaderCanonicalization,
            BodyCanonicalization = parsed.GetValue(_bodyCanonicalization) ?? Defaults.BodyCanonicalization,
            Header = parsed.GetResult(_header) is null ? null : Words.Of(parsed, _header),
            OverSignHeader = parsed.GetResult(_overSignHeader) is null ? null : parsed.GetValue(_overSignHeader) is [""] ? [] : Words.Of(parsed, _overSignHeader),
            Timestamp = parsed.GetValue(_timestamp),
            ExpireAfter = parsed.GetValue(_expireAfter),
            Expiration = parsed.GetValue(_expiration),
        };
        if (request.PrivateKeyPath.Contains("")) throw new UsageException("--private-key-path names no file.");
        var problems = request.Check(TimeProvider.System.GetUtcNow());
        foreach (var problem in problems.SkipLast(1)) Usage.Report(problem.Message);
        return problems.Count == 0 ? request : throw new UsageException(problems[^1].Message);
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="UsageException">A key cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<DkimSigningSet> ReadKeysAsync(ParseResult parsed, DkimSigningRequest request, CancellationToken cancellationToken)
    {
        var passphrase = await _passphrase.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        try
        {
            return await request.ReadKeysAsync(passphrase.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (DkimKeyException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static Option<DateTimeOffset?> Time(string name, string description) => Value.Option<DateTimeOffset>(
        name, description, "time", "a time as 2026-11-21T08:00:00Z", text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null);
}
