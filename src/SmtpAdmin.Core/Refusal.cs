namespace SmtpAdmin;

/// <summary>The words of an exception that refuses an argument, for people.</summary>
public static class Refusal
{
    /// <summary>The message without the note about a parameter of ours that <see cref="ArgumentException"/> puts behind it.</summary>
    public static string Text(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var message = exception.Message;
        return exception is ArgumentException { ParamName: { } name } && message.EndsWith($" (Parameter '{name}')", StringComparison.Ordinal)
            ? message[..message.LastIndexOf(" (Parameter '", StringComparison.Ordinal)]
            : message;
    }
}
