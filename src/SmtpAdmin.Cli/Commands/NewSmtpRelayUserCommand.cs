using System.CommandLine;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-SmtpRelayUser.</summary>
internal sealed class NewSmtpRelayUserCommand : Command
{
    private readonly Argument<string?> _word = new("user-name") { Description = "The name to log in with.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _userName = new("--user-name") { Description = "The same, by name.", HelpName = "name" };
    private readonly Option<int?> _iterations = WholeNumber.Option("--iterations", $"How many times the password is hashed; {SmtpRelayUser.DefaultIterations} unless given.", SmtpRelayUser.MinIterations, SmtpRelayUser.MaxIterations);
    private readonly SecretOptions _password;
    private readonly OutputOptions _output;

    public NewSmtpRelayUserCommand()
        : base("new-smtp-relay-user", "Makes somebody who may log in to a relay; the output goes into its configuration.")
    {
        Arguments.Add(_word);
        Options.Add(_userName);
        Options.Add(_iterations);
        _password = new SecretOptions(this, "password", "the password");
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_word) is not null && parsed.GetValue(_userName) is not null) throw new UsageException("The user name was given twice. Give it once.");
        var name = parsed.GetValue(_word) ?? parsed.GetValue(_userName) ?? throw new UsageException("The user name is missing.");
        var password = await _password.ReadAsync(parsed, cancellationToken).ConfigureAwait(false)
            ?? throw new UsageException("The password is missing. Give it with --password-env, --password-file or --password-stdin.");
        var user = Usage.Check(() => SmtpRelayUser.Create(name, password, parsed.GetValue(_iterations) ?? SmtpRelayUser.DefaultIterations));
        _output.CreateWriter(parsed, quiet: false).Write(user, Write);
        return ExitCode.Passed;
    }

    /// <summary>As it stands in the configuration's <c>users</c>.</summary>
    private static void Write(SmtpRelayUser user) => Console.Out.WriteLine($$"""{ "userName": {{JsonLines.Write(user.UserName)}}, "credential": {{JsonLines.Write(user.Credential)}} }""");
}
