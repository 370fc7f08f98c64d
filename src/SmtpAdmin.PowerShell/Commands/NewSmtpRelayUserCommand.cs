using System.Management.Automation;
using System.Net;
using System.Security;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes somebody who may log in to a relay.</summary>
[Cmdlet(VerbsCommon.New, "SmtpRelayUser", DefaultParameterSetName = PasswordSet)]
[OutputType(typeof(SmtpRelayUser))]
public sealed class NewSmtpRelayUserCommand : AsyncCmdlet<NetworkCredential>
{
    private const string PasswordSet = "Password";
    private const string CredentialSet = "Credential";

    /// <summary>The name to log in with.</summary>
    [Parameter(ParameterSetName = PasswordSet, Mandatory = true, Position = 0)]
    [AllowEmptyString]
    public string UserName { get; set; } = "";

    /// <summary>The password.</summary>
    [Parameter(ParameterSetName = PasswordSet, Mandatory = true, Position = 1)]
    public SecureString? Password { get; set; }

    /// <summary>The name and the password.</summary>
    [Parameter(ParameterSetName = CredentialSet, Mandatory = true, ValueFromPipeline = true)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>How many times the password is hashed.</summary>
    [Parameter]
    [ValidateRange(SmtpRelayUser.MinIterations, SmtpRelayUser.MaxIterations)]
    public int Iterations { get; set; } = SmtpRelayUser.DefaultIterations;

    /// <inheritdoc/>
    protected override IEnumerable<NetworkCredential> ReadItems() => [Credential is null ? new NetworkCredential(UserName, Password) : new NetworkCredential(Credential.UserName, Credential.Password)];

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<NetworkCredential> items, CancellationToken cancellationToken)
    {
        await foreach (var item in items.ConfigureAwait(false))
        {
            try
            {
                await EmitAsync(SmtpRelayUser.Create(item.UserName, item.Password, Iterations), cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentException exception)
            {
                // Words alone: nothing of the password is in them.
                await EmitErrorAsync(Errors.BadArgument(exception.ParamName == "password" ? "BadPassword" : "BadUserName", Refusal.Text(exception), item.UserName), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
