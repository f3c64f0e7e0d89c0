namespace Flash.Client;

/// <summary>A server did not answer what was asked for; the message says what it answered instead.</summary>
public sealed class UnexpectedAnswerException(Answer answer)
    : Exception($"{answer.Request} answered {answer.Code}: {(answer.Text.Length == 0 ? "(nothing)" : answer.Text)}")
{
    /// <summary>The answer.</summary>
    public Answer Answer { get; } = answer;
}
