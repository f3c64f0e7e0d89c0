using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

public sealed class CardNumberTests
{
    // Published examples: the Luhn number of the literature, and the test numbers of card schemes.
    [Theory]
    [InlineData("7992739871", '3')]
    [InlineData("411111111111111", '1')]
    [InlineData("555555555555444", '4')]
    [InlineData("37828224631000", '5')]
    [InlineData("0", '0')]
    public void Check_digits_are_those_of_Luhn(string digits, char expected) => Assert.Equal(expected, CardNumber.CheckDigit(digits));

    [Fact]
    public void Numbers_have_sixteen_digits_the_prefix_and_a_check_digit()
    {
        var numbers = Enumerable.Range(0, 2000).Select(_ => CardNumber.Generate()).ToList();
        Assert.All(numbers, number => Assert.Equal(number, CardNumber.Normalise(number)));
        Assert.All(numbers, number => Assert.StartsWith(CardNumber.Prefix, number));
        Assert.Equal(2000, numbers.Distinct().Count());
        // Every place after the prefix takes every digit.
        for (var place = 4; place < 16; place++)
            Assert.Equal(10, numbers.Select(number => number[place]).Distinct().Count());
    }

    [Theory]
    [InlineData("9910 0000 0000 0000", "9910000000000000")]
    [InlineData("9910-0000-0000-0000", "9910000000000000")]
    [InlineData("9910000000000003", null)]
    [InlineData("991000000000000", null)]
    [InlineData("99100000000000000", null)]
    [InlineData("９９１０００００００００００００", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Typed_numbers_are_read(string? typed, string? expected) => Assert.Equal(expected, CardNumber.Normalise(typed));

    [Fact]
    public void One_wrong_digit_is_noticed()
    {
        var number = CardNumber.Generate();
        for (var place = 0; place < 16; place++)
        {
            var wrong = number.ToCharArray();
            wrong[place] = wrong[place] == '9' ? '0' : (char)(wrong[place] + 1);
            Assert.Null(CardNumber.Normalise(new string(wrong)));
        }
    }

    [Fact]
    public void Codes_and_tokens_are_functions_of_the_secret_and_the_card()
    {
        var card = Guid.CreateVersion7();
        var (one, same, other) = (new CardSecret(new byte[32]), new CardSecret(new byte[32]), new CardSecret([.. Enumerable.Repeat((byte)1, 32)]));
        Assert.Equal(one.Token(card), same.Token(card));
        Assert.NotEqual(one.Token(card), other.Token(card));
        Assert.NotEqual(one.Token(card), one.Token(Guid.CreateVersion7()));
        Assert.Matches("^fc_[A-Za-z0-9_-]{32}$", one.Token(card));
        Assert.Matches("^[A-Z][A-Z2-9]{3}-[A-Z2-9]{4}$", one.ActivationCode(card));
        Assert.NotEqual(one.ActivationCode(card), other.ActivationCode(card));
        var code = one.ActivationCode(card);
        Assert.Equal(one.CodeHash(card, code), one.CodeHash(card, code.ToLowerInvariant().Replace('-', ' ')));
        Assert.NotEqual(one.CodeHash(card, code), one.CodeHash(Guid.CreateVersion7(), code));
        Assert.Null(one.TokenHash("fc_short"));
    }
}
