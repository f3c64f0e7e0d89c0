namespace BTCPayServer.Rating;

public record RateRulesCollection(RateRules Primary, RateRules? Fallback);
